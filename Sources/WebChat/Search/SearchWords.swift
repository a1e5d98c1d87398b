import AWSServices
import SystemSupport
import Tables
import WireFormats

/// What a search looks for: words that must all be in one text, each anywhere in it, whatever their case and accents.
struct SearchWords: Sendable, Hashable {
    /// Of what a user types, in characters.
    static let maximumQuery = 200
    /// The same in bytes: a character may have any number of marks.
    static let maximumBytes = 2000

    /// Folded, each once.
    let words: [String]

    /// - Returns: `nil` when there is no word in `query`.
    init?(_ query: String) {
        var words: [String] = []
        for word in query.split(whereSeparator: \.isWhitespace) {
            let folded = FoldedText.fold(String(word))
            if !folded.isEmpty, !words.contains(where: { $0.hasSameBytes(as: folded) }) { words.append(folded) }
        }
        guard !words.isEmpty else { return nil }
        self.words = words
    }

    /// Holds for rows of an index whose text has all words.
    var filter: Condition { .all(words.map { .contains(ConversationAttribute.foldedText, .string($0)) }) }
}

extension [UInt8] {
    /// Where `run` begins in these bytes, from the start on, without overlaps.
    func positions(of run: [UInt8]) -> AnyIterator<Int> {
        var start = 0
        return AnyIterator {
            guard let first = run.first else { return nil }
            while start + run.count <= count {
                let position = start
                start += 1
                if self[position] == first, self[position..<position + run.count].elementsEqual(run) {
                    start = position + run.count
                    return position
                }
            }
            return nil
        }
    }
}
