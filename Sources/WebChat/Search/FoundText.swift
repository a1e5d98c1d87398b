import SystemSupport
import WireFormats

/// A text in which the words of a search are, and where: whole characters of the text as it was written.
struct FoundText: Sendable, Hashable {
    var text: String
    /// In order, apart from each other; in UTF-16 code units, as JavaScript counts.
    var highlights: [Range<Int>]

    var highlightsJSON: JSON {
        .array(highlights.map { [.number(JSONNumber($0.lowerBound)), .number(JSONNumber($0.upperBound))] })
    }
}

extension FoundText {
    /// Of a snippet, in characters, as long as a word is not longer.
    static let snippetCount = 160
    /// How many of them come before the first word that was found.
    static let lead = 40
    /// Of a snippet: a character may have any number of marks.
    static let maximumSnippetBytes = 4000

    /// The whole text, with every place that has one of the words.
    init(whole text: String, _ words: SearchWords) {
        let characters = FoldedCharacters(text)
        self.text = text
        highlights = characters.utf16(characters.places(of: words), from: 0)
    }

    /// The part of the text around the first word, with `…` where something is left out.
    ///
    /// - Returns: `nil` when a word is missing.
    init?(snippetOf text: String, _ words: SearchWords) {
        let searched = text.prefix(bytes: ChatMessage.maximumFolded)
        let characters = FoldedCharacters(searched)
        guard characters.hasAll(words) else { return nil }
        let places = characters.places(of: words)
        guard let first = places.first else { return nil }
        let count = characters.count
        let start = max(0, min(first.lowerBound - Self.lead, count - Self.snippetCount))
        var end = min(count, max(start + Self.snippetCount, first.upperBound))
        var size = 0
        for position in start..<end {
            size += characters[position].utf8.count
            guard size > Self.maximumSnippetBytes else { continue }
            end = position
            break
        }
        let before = start > 0 ? "…" : ""
        let after = end < count || searched.utf8.count < text.utf8.count ? "…" : ""
        self.text = before + characters.text(start..<end) + after
        highlights = characters.utf16(
            places.map { $0.clamped(to: start..<end) }.filter { !$0.isEmpty }, from: start
        ).map { $0.lowerBound + before.utf16.count..<$0.upperBound + before.utf16.count }
    }
}
