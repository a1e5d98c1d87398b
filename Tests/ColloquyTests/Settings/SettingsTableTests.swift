import Application
import Foundation
import TestSupport
import Testing

@testable import colloquy

@Suite("The table of settings")
struct SettingsTableTests {
    @Test("has every setting once, with its default")
    func complete() {
        for setting in Setting.allCases {
            let rows = SettingsTable.markdown.split(separator: "\n").filter {
                $0.hasPrefix("| `\(setting.rawValue)`")
            }
            #expect(rows.count == 1, "\(setting)")
            #expect(rows.allSatisfy { $0.contains("| \(setting.standard.map { "`\($0)`" } ?? "–") |") }, "\(setting)")
        }
    }

    @Test("is what the README has, to be renewed with colloquy settings")
    func readme() throws {
        let readme = try String(contentsOfFile: PackageRoot.path + "/README.md", encoding: .utf8)
        #expect(SettingsTable.part(of: readme) == SettingsTable.markdown)
    }

    @Test("is found in a document between its markers only")
    func markers() {
        let (begin, end) = SettingsTable.markers
        #expect(SettingsTable.part(of: "a\n\(begin)\n\ntable\n\n\(end)\nb") == "table")
        #expect(SettingsTable.part(of: "a\n\(begin)\n\ntable") == nil)
        #expect(SettingsTable.part(of: "table\n\n\(end)") == nil)
    }

    @Test("is printed by colloquy settings")
    func command() async throws {
        let text = try await ChildProcess.run(try BuildProducts.executable("colloquy"), ["settings"])
        #expect(text == SettingsTable.markdown + "\n")
    }
}
