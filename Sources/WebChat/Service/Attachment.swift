import SystemSupport
import WireFormats

/// Tells a browser to save an answer, and under which name.
enum Attachment {
    /// In characters; file systems take 255 bytes.
    private static let maximumName = 60

    /// The value of `Content-Disposition` (RFC 6266) for a file named after a text that somebody chose.
    ///
    /// The name is percent-encoded (RFC 8187), so nothing in it can end the value or the header. What file systems and
    /// shells take for something else, and what makes a name look like another one, is left out; clients that do not know
    /// `filename*` get a fixed name.
    static func disposition(_ title: String, extension ending: String) -> String {
        var name = String.UnicodeScalarView()
        for scalar in title.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned: name.append(" ")
            default: name.append(reserved.contains(scalar) ? " " : scalar)
            }
        }
        var words = String(name).split(whereSeparator: \.isWhitespace).joined(separator: " ")
        words = String(words.prefix(maximumName)).prefix(bytes: 200)
        while let last = words.last, last == "." || last == " " { words.removeLast() }
        while words.first == "." || words.first == " " { words.removeFirst() }
        let stem = words.isEmpty ? "chat" : words
        return
            "attachment; filename=\"chat.\(ending)\"; filename*=UTF-8''\(PercentEncoding.encode("\(stem).\(ending)"))"
    }

    private static let reserved: Set<Unicode.Scalar> = ["/", "\\", ":", "*", "?", "\"", "<", ">", "|", "%", "~"]
}
