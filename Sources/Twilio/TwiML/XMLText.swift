/// Text inside XML elements and attributes.
enum XMLText {
    /// Without the characters that XML 1.0 cannot hold, even escaped (§2.2): a document with one of them is none.
    ///
    /// - Parameter isAttribute: escapes line feeds and tabs too, of which a parser would make spaces (§3.3.3).
    static func escape(_ text: String, isAttribute: Bool = false) -> String {
        var escaped = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;".unicodeScalars
            case "<": escaped += "&lt;".unicodeScalars
            case ">": escaped += "&gt;".unicodeScalars
            case "\"": escaped += "&quot;".unicodeScalars
            // A parser would make a line feed of it.
            case "\r": escaped += "&#13;".unicodeScalars
            case "\n" where isAttribute: escaped += "&#10;".unicodeScalars
            case "\t" where isAttribute: escaped += "&#9;".unicodeScalars
            case "\t", "\n", " "..."\u{D7FF}", "\u{E000}"..."\u{FFFD}", "\u{10000}"..."\u{10FFFF}":
                escaped.append(scalar)
            default: break
            }
        }
        return String(escaped)
    }
}
