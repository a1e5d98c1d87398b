import Foundation

/// Holds the examples of documentation equal to code that a test compiles and runs.
public enum DocumentationExamples {
    /// The Swift blocks of files, in their order: of articles, or of documentation comments.
    ///
    /// - Parameter paths: from the package's root on.
    public static func documented(in paths: [String]) throws -> [String] {
        try paths.flatMap { path in
            let text = try String(contentsOfFile: PackageRoot.path + "/" + path, encoding: .utf8)
            return blocks(
                of: text.split(separator: "\n", omittingEmptySubsequences: false).map(uncommented),
                from: { $0 == "```swift" }, to: { $0 == "```" })
        }
    }

    /// What a test's source has between lines `// Example` (and what it is) and `// End`, less their indentation.
    public static func tested(in file: String = #filePath) throws -> [String] {
        let lines = try String(contentsOfFile: file, encoding: .utf8)
            .split(separator: "\n", omittingEmptySubsequences: false)
        return blocks(
            of: lines.map(String.init), from: { $0.trimmed.hasPrefix("// Example") }, to: { $0.trimmed == "// End" })
    }

    private static func blocks(
        of lines: [String], from isBegin: (String) -> Bool, to isEnd: (String) -> Bool
    ) -> [String] {
        var blocks: [String] = []
        var block: (indentation: Int, lines: [String])?
        for line in lines {
            if let (indentation, collected) = block {
                if isEnd(line) {
                    blocks.append(collected.joined(separator: "\n"))
                    block = nil
                } else {
                    block?.lines.append(String(line.dropFirst(indentation)))
                }
            } else if isBegin(line) {
                block = (line.prefix { $0 == " " }.count, [])
            }
        }
        return blocks
    }

    private static func uncommented(_ line: Substring) -> String {
        let text = line.drop { $0 == " " }
        guard text.hasPrefix("///") else { return String(line) }
        return String(text.dropFirst(text.hasPrefix("/// ") ? 4 : 3))
    }
}

extension String {
    fileprivate var trimmed: String { trimmingCharacters(in: .whitespaces) }
}
