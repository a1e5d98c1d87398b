/// A text as its characters, and folded, so that what is found in the folded text can be shown in the text itself.
struct FoldedCharacters: Sendable {
    private let characters: [Character]
    private let folded: [UInt8]
    /// For every byte of `folded` the character that it comes from.
    private let origins: [Int]

    init(_ text: String) {
        characters = Array(text)
        var folded: [UInt8] = []
        var origins: [Int] = []
        for (position, character) in characters.enumerated() {
            for scalar in character.unicodeScalars where folded.count < FoldedText.maximumBytes {
                FoldedText.fold(scalar) { folded.append(contentsOf: $0.utf8) }
            }
            origins.append(contentsOf: repeatElement(position, count: folded.count - origins.count))
        }
        self.folded = folded
        self.origins = origins
    }

    var count: Int { characters.count }
    subscript(position: Int) -> Character { characters[position] }
    func text(_ range: Range<Int>) -> String { String(characters[range]) }

    func hasAll(_ words: SearchWords) -> Bool {
        words.words.allSatisfy { folded.positions(of: Array($0.utf8)).next() != nil }
    }

    /// Where any of the words is, in characters: in order, and joined where they touch.
    func places(of words: SearchWords) -> [Range<Int>] {
        var places: [Range<Int>] = []
        for word in words.words {
            let bytes = Array(word.utf8)
            for position in folded.positions(of: bytes) {
                places.append(origins[position]..<origins[position + bytes.count - 1] + 1)
            }
        }
        return places.sorted { $0.lowerBound < $1.lowerBound }.reduce(into: []) { joined, place in
            if let last = joined.last, place.lowerBound <= last.upperBound {
                joined[joined.count - 1] = last.lowerBound..<max(last.upperBound, place.upperBound)
            } else {
                joined.append(place)
            }
        }
    }

    /// The same places, which are in order, in UTF-16 code units from the character at `start` on.
    func utf16(_ places: [Range<Int>], from start: Int) -> [Range<Int>] {
        var position = start
        var offset = 0
        func advance(to end: Int) -> Int {
            while position < end {
                offset += characters[position].utf16.count
                position += 1
            }
            return offset
        }
        return places.map { place in
            let start = advance(to: place.lowerBound)
            return start..<advance(to: place.upperBound)
        }
    }
}
