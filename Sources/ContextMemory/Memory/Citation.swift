/// A passage that an answer mentions.
public struct Citation: Sendable, Hashable {
    /// As the answer writes it: `[2]` is the second passage.
    public var number: Int
    public var passage: Passage

    public init(number: Int, passage: Passage) {
        self.number = number
        self.passage = passage
    }

    /// Those that a text mentions as `[2]` or `[1, 3]`, each once, in the order of their first mention.
    static func all(in text: String, of passages: [Passage]) -> [Citation] {
        var found: [Int] = []
        var rest = text[...]
        while let open = rest.firstIndex(of: "[") {
            rest = rest[rest.index(after: open)...]
            guard let close = rest.firstIndex(where: { $0 == "]" || $0 == "[" }) else { break }
            guard rest[close] == "]" else { continue }
            let numbers = rest[..<close].split(separator: ",", omittingEmptySubsequences: false).map { part in
                let words = part.split(separator: " ")
                return words.count == 1 ? Int(words[0]) : nil
            }
            if numbers.allSatisfy({ $0.map((1...max(1, passages.count)).contains) ?? false }) {
                for case let number? in numbers where !found.contains(number) { found.append(number) }
            }
            rest = rest[rest.index(after: close)...]
        }
        return passages.isEmpty ? [] : found.map { Citation(number: $0, passage: passages[$0 - 1]) }
    }
}
