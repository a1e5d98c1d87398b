/// Cuts a text into messages that Twilio takes: at the end of a paragraph where that can be, else of a line, else of a
/// word, and never inside of what a reader sees as one character.
public enum MessageText {
    /// Twilio: 1,600 characters a message, of which those beyond the basic plane, such as emoji, are several (error
    /// 21617): UTF-16 code units.
    public static let limit = 1600

    /// - Parameters:
    ///   - limit: UTF-16 code units of a message.
    ///   - maximumCount: messages; a text that needs more ends in an ellipsis.
    /// - Returns: nothing for a text without any visible character. Blanks around a cut are left out.
    public static func parts(
        of text: String, limit: Int = Self.limit, maximumCount: Int = TwiML.maximumMessageCount
    ) -> [String] {
        var parts: [String] = []
        var rest = trimmed(text[...])
        while !rest.isEmpty, parts.count < maximumCount {
            let end = end(ofFirstMessageIn: rest, limit: limit)
            let part = trimmed(rest[..<end])
            let following = trimmed(rest[end...])
            if parts.count == maximumCount - 1, !following.isEmpty {
                // One unit less than allowed, for the ellipsis.
                parts.append(trimmed(rest[..<self.end(ofFirstMessageIn: rest, limit: limit - 1)]) + "…")
            } else if !part.isEmpty {
                parts.append(String(part))
            }
            rest = following
        }
        return parts
    }

    private static func end(ofFirstMessageIn text: Substring, limit: Int) -> String.Index {
        var borders = Borders()
        var units = 0
        for index in text.indices {
            let character = text[index]
            // A message should not be half empty for the sake of a paragraph.
            borders.pass(character, at: index, isLate: units > limit / 2)
            units += character.utf16.count
            guard units > limit else { continue }
            if let border = borders.best { return border }
            return index > text.startIndex ? index : end(ofScalarsIn: text, limit: limit)
        }
        return text.endIndex
    }

    /// Of the first character alone, with more marks on it than a message holds.
    private static func end(ofScalarsIn text: Substring, limit: Int) -> String.Index {
        var units = 0
        for index in text.unicodeScalars.indices {
            units += UTF16.width(text.unicodeScalars[index])
            // One is taken in any case, so that there is an end to it.
            if units > limit, index > text.startIndex { return index }
        }
        return text.endIndex
    }

    /// Where a text may be cut, as far as it has been read: before a blank.
    private struct Borders {
        private var word: String.Index?
        private var line: String.Index?
        private var paragraph: String.Index?
        private var isAfterNewline = false

        var best: String.Index? { paragraph ?? line ?? word }

        mutating func pass(_ character: Character, at index: String.Index, isLate: Bool) {
            guard character.isWhitespace else {
                isAfterNewline = false
                return
            }
            word = index
            guard character.isNewline else { return }
            if isLate { if isAfterNewline { paragraph = index } else { line = index } }
            isAfterNewline = true
        }
    }

    private static func trimmed(_ text: Substring) -> Substring {
        var text = text
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return text
    }
}
