import Foundation
import TestSupport
import Testing

@Suite("Links of the documents")
struct DocumentLinkTests {
    @Test(
        "lead to files and headings that exist",
        arguments: ["README.md", "CONTRIBUTING.md", "events/README.md"])
    func links(path: String) throws {
        let file = URL(filePath: PackageRoot.path + "/" + path)
        let text = try String(contentsOf: file, encoding: .utf8)
        for link in text.matches(of: #/\]\(([^)\s]+)\)/#).map({ String($0.1) }) where !link.contains("://") {
            let parts = link.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
            let target = parts[0].isEmpty ? file : file.deletingLastPathComponent().appending(path: String(parts[0]))
            let exists = FileManager.default.fileExists(atPath: target.path(percentEncoded: false))
            #expect(exists, "\(link)")
            guard exists, parts.count == 2 else { continue }
            let headings = Self.anchors(of: try String(contentsOf: target, encoding: .utf8))
            #expect(headings.contains(String(parts[1])), "\(link)")
        }
    }

    /// As GitHub makes them: lower case, without punctuation, a hyphen for each space.
    private static func anchors(of document: String) -> Set<String> {
        var isCode = false
        var anchors: Set<String> = []
        for line in document.split(separator: "\n") {
            if line.hasPrefix("```") { isCode.toggle() }
            guard !isCode, line.hasPrefix("#") else { continue }
            let heading = line.drop { $0 == "#" }.trimmingPrefix { $0 == " " }
            anchors.insert(
                String(
                    heading.lowercased().filter { $0.isLetter || $0.isNumber || $0 == " " || $0 == "-" || $0 == "_" }
                        .map { $0 == " " ? "-" : $0 }))
        }
        return anchors
    }

    @Test("to headings are as GitHub makes them")
    func anchor() {
        #expect(
            Self.anchors(of: "# One, two\n```\n# no heading\n```\n## The end of `provided.al2`\n")
                == ["one-two", "the-end-of-providedal2"])
    }
}
