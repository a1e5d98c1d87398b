import Logging
import WireFormats

extension LogLine {
    /// Time, level, message and `key=value` pairs on one line, whatever they hold. Of the invocation's keys only the request
    /// id: the others are the same in every line of the stream or on Lambda's own `START` and `REPORT` lines.
    var text: [UInt8] {
        var line = Array("\(time) \(level.lambdaName) ".utf8)
        Self.append(escaping: message, to: &line)
        for (key, value) in metadata.sorted(by: { $0.key < $1.key }) {
            if InvocationMetadata.keysOnlyInJSON.contains(key) { continue }
            line.append(UInt8(ascii: " "))
            Self.append(escaping: key, to: &line)
            line.append(UInt8(ascii: "="))
            Self.append(value: "\(value)", to: &line)
        }
        line.append(Self.lineEnd)
        return line
    }

    /// In quotes when it would not be one word.
    private static func append(value: String, to line: inout [UInt8]) {
        let isWord = !value.isEmpty && value.unicodeScalars.allSatisfy { $0 != " " && $0 != "\"" && $0 != "=" }
        if !isWord { line.append(UInt8(ascii: "\"")) }
        append(escaping: value, quote: !isWord, to: &line)
        if !isWord { line.append(UInt8(ascii: "\"")) }
    }

    /// Everything that some reader takes for the end of a line, and other control characters, as an escape; inside quotes
    /// also the quote and the backslash.
    private static func append(escaping text: String, quote: Bool = false, to line: inout [UInt8]) {
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\n": line.append(contentsOf: #"\n"#.utf8)
            case "\r": line.append(contentsOf: #"\r"#.utf8)
            case "\t": line.append(contentsOf: #"\t"#.utf8)
            case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{2028}", "\u{2029}":
                line.append(contentsOf: #"\u{"#.utf8)
                line.append(contentsOf: String(scalar.value, radix: 16).utf8)
                line.append(UInt8(ascii: "}"))
            case "\"" where quote, "\\" where quote:
                line.append(UInt8(ascii: "\\"))
                line.append(UInt8(scalar.value))
            default:
                line.append(contentsOf: UTF8.encode(scalar).map { Array($0) } ?? [])
            }
        }
    }
}
