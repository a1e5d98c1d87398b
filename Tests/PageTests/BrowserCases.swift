import Foundation
import TestSupport
import Testing

/// A script of `browser/`, whose cases are reported one by one.
enum BrowserCases {
    /// Of the scripts.
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "browser").path()
    private static let screenshots = PackageRoot.path + ".build/screenshots"

    /// Runs the script; a case that fails is an issue, and so is one that was declared and not run.
    static func run(_ script: String, at address: String, _ more: [String] = []) async throws {
        let path = "\(folder)/\(script).py"
        let declared = try String(contentsOfFile: path, encoding: .utf8).matches(of: #/(?m)^@case\("([^"]+)"/#)
            .map { String($0.1) }
        let process = try Python.start([path, address, screenshots] + more)
        let status = try await process.waitForExit(timeout: .seconds(600))
        var passed: [String] = []
        for line in process.text.split(separator: "\n") {
            if let match = line.wholeMatch(of: #/passed (.+)/#) {
                passed.append(String(match.1))
            } else if let match = line.wholeMatch(of: #/failed (.+)/#) {
                Issue.record("\(script): \(match.1)")
            }
        }
        #expect(status == 0, "\(process.text)")
        let failures = process.text.split(separator: "\n").count { $0.hasPrefix("failed ") }
        #expect(passed.count + failures == declared.count, "\(process.text)")
    }
}
