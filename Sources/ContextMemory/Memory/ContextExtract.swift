/// A summary without a model: how each message begins, newest kept. The same messages always give the same text.
enum ContextExtract {
    /// In bytes of UTF-8.
    static let maximumSize = 4_096
    /// Of one message, in characters.
    private static let maximumLine = 160
    private static let ellipsis = "…"

    /// - Parameter previous: the summary that the messages follow. Of an extract, lines are dropped from the oldest on when
    ///   all would be too long; a first line of an ellipsis says so.
    static func of(_ messages: [ContextMessage], after previous: String?) -> String {
        let lines =
            (previous ?? "").split(whereSeparator: \.isNewline).map(String.init).filter { $0 != ellipsis }
            + messages.compactMap(line)
        var kept: ArraySlice<String> = []
        var size = 0
        for line in lines.reversed() {
            size += line.utf8.count + 1
            if size > maximumSize - ellipsis.utf8.count { break }
            kept.insert(line, at: kept.startIndex)
        }
        if kept.count < lines.count { kept.insert(ellipsis, at: kept.startIndex) }
        return kept.joined(separator: "\n")
    }

    /// Its first sentence, in one line; `nil` for a blank message.
    private static func line(_ message: ContextMessage) -> String? {
        let words = message.text.split(whereSeparator: \.isWhitespace)
        guard !words.isEmpty else { return nil }
        var sentence = ""
        for word in words {
            if !sentence.isEmpty { sentence += " " }
            sentence += word
            if let last = word.last, "….!?。！？".contains(last) { break }
            if sentence.count > maximumLine { break }
        }
        if sentence.count > maximumLine { sentence = sentence.prefix(maximumLine - 1) + ellipsis }
        return "\(message.role): \(sentence)"
    }
}
