import SystemSupport
import WireFormats

/// An answer as clients of the original take it: the first fenced block by itself, and the text without any of them.
struct FencedCode: Sendable, Hashable {
    /// The content of the first block, trimmed; `nil` when there is none.
    var code: String?
    /// The text around the blocks, trimmed.
    var text: String

    private static let fence = "```"

    /// A block begins with three backticks, whatever names its language, and the end of that line; it ends with the next
    /// three backticks. One that does not end is no block: its text stays.
    init(_ answer: String) {
        var blocks: [Substring] = []
        var text = ""
        var rest = answer[...]
        while let block = Self.firstBlock(in: rest) {
            text += rest[..<block.start]
            blocks.append(block.content)
            rest = rest[block.end...]
        }
        code = blocks.first.map { String($0).trimmed }
        self.text = (text + rest).trimmed
    }

    private static func firstBlock(
        in text: Substring
    ) -> (start: String.Index, content: Substring, end: String.Index)? {
        var rest = text
        while let start = range(of: fence, in: rest) {
            let line = rest[start.upperBound...].prefix { !$0.isNewline }
            if let end = range(of: fence, in: line) {
                // Code inside a line.
                rest = rest[end.upperBound...]
                continue
            }
            if line.endIndex < rest.endIndex, let end = range(of: fence, in: rest[line.endIndex...]) {
                return (start.lowerBound, rest[line.endIndex..<end.lowerBound], end.upperBound)
            }
            rest = rest[start.upperBound...]
        }
        return nil
    }

    private static func range(of pattern: String, in text: Substring) -> Range<String.Index>? {
        let (wanted, bytes) = (Array(pattern.utf8), text.utf8)
        var start = bytes.startIndex
        while let found = bytes[start...].firstIndex(of: wanted[0]) {
            if bytes[found...].starts(with: wanted) { return found..<bytes.index(found, offsetBy: wanted.count) }
            start = bytes.index(after: found)
        }
        return nil
    }
}
