/// Keeps a message from speaking for somebody else: in a text of lines that begin with `role:`, a message with a line of
/// that form would read as two. Such a line gets a backslash in front; so do lines like the window's own headings.
enum RoleMarkers {
    /// Roles by any of their common names, and the headings.
    private static let words: Set<String> = [
        "user", "assistant", "system", "tool", "human", "ai", "bot", "model", "developer", "function",
        "conversation so far", "summary of what was said before",
    ]
    private static let longestWord = 64
    /// What looks like a colon, the ASCII one first.
    private static let colons: Set<Unicode.Scalar> = [":", "\u{FF1A}", "\u{FE55}", "\u{A789}", "\u{2236}"]
    /// Unicode's (UAX #14: BK, CR, LF, NL).
    private static let lineEnds: Set<Unicode.Scalar> = [
        "\n", "\u{0B}", "\u{0C}", "\r", "\u{85}", "\u{2028}", "\u{2029}",
    ]

    /// - Parameters:
    ///   - roles: further words, in lower case.
    ///   - isWholeLine: the text begins a line of its own, and does not stand behind a role.
    static func escape(_ text: String, roles: Set<String>, isWholeLine: Bool) -> String {
        var escaped = String.UnicodeScalarView()
        var rest = text.unicodeScalars[...]
        var beginsLine = isWholeLine
        while !rest.isEmpty {
            let end = rest.firstIndex(where: lineEnds.contains).map(rest.index(after:)) ?? rest.endIndex
            let line = rest[..<end]
            if beginsLine, isMarker(line, roles) { escaped.append("\\") }
            escaped.append(contentsOf: line)
            rest = rest[end...]
            beginsLine = true
        }
        return String(escaped)
    }

    private static func isMarker(_ line: Substring.UnicodeScalarView, _ roles: Set<String>) -> Bool {
        guard let colon = line.firstIndex(where: colons.contains) else { return false }
        var word = ""
        for scalar in line[..<colon] where !isInvisible(scalar) {
            word.unicodeScalars.append(scalar.properties.isWhitespace ? " " : scalar)
            if word.utf8.count > longestWord { return false }
        }
        let name = word.split(separator: " ").joined(separator: " ").lowercased()
        return words.contains(name) || roles.contains(name)
    }

    private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isDefaultIgnorableCodePoint || scalar.properties.generalCategory == .format
    }
}
