import AWSServices
import SystemSupport
import Tables
import WireFormats

/// What a search looks for: words that must all be in one text, each anywhere in it, however they are written there: see
/// ``FoldedText``.
struct SearchWords: Sendable, Hashable {
    /// Of what a user types, in characters.
    static let maximumQuery = 200
    /// The same in bytes: a character may have any number of marks.
    static let maximumBytes = 2000

    /// Words of which ``filter`` knows another spelling (DynamoDB: 4 KB of an expression).
    static let maximumSpelled = 40

    /// Folded, each once.
    let words: [String]
    /// How texts that were stored before folding was what it is now may have a word: one for each of ``words``, and often the same.
    private let earlier: [String]

    /// - Returns: `nil` when there is no word in `query`.
    init?(_ query: String) {
        var words: [String] = []
        var earlier: [String] = []
        for word in query.split(whereSeparator: \.isWhitespace) {
            let folded = FoldedText.fold(String(word))
            guard !folded.isEmpty, !words.contains(where: { $0.hasSameBytes(as: folded) }) else { continue }
            words.append(folded)
            earlier.append(FoldedText.foldedEarlier(String(word.map { $0 == "'" ? "\u{2019}" : $0 })))
        }
        guard !words.isEmpty else { return nil }
        self.words = words
        self.earlier = earlier
    }

    /// Holds for rows of an index whose text has all words.
    var filter: Condition {
        var spelled = 0
        func has(_ word: String) -> Condition { .contains(ConversationAttribute.foldedText, .string(word)) }
        return .all(
            zip(words, earlier).map { word, earlier in
                guard !earlier.hasSameBytes(as: word), !earlier.isEmpty, spelled < Self.maximumSpelled else {
                    return has(word)
                }
                spelled += 1
                return .any([has(word), has(earlier)])
            })
    }
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
