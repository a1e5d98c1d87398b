import Testing
import WireFormats

@Suite("Texts inside texts")
struct TextSearchTests {
    @Test(
        "are found where their bytes first lie",
        arguments: [
            ("abcabc", "bc", 1), ("abc", "abc", 0), ("aab", "ab", 1), ("abc", "", 0), ("", "", 0), ("é://x", "://", 2),
            ("abc", "bd", nil), ("ab", "abc", nil), ("", "a", nil), ("e\u{301}", "\u{e9}", nil),
        ] as [(String, String, Int?)])
    func first(text: String, wanted: String, offset: Int?) {
        let range = text.firstRange(ofBytes: wanted)
        #expect(range.map { text.utf8.distance(from: text.utf8.startIndex, to: $0.lowerBound) } == offset)
        #expect(range.map { Array(text.utf8[$0]) } == offset.map { _ in Array(wanted.utf8) })
        #expect(text.contains(bytesOf: wanted) == (offset != nil))
    }

    @Test("are found in a part of a text by that text's positions")
    func part() {
        let text = "<a><b></a>"
        let rest = text[text.index(text.startIndex, offsetBy: 3)...]
        #expect(rest.firstRange(ofBytes: "a").map { text[..<$0.lowerBound] } == "<a><b></")
    }
}
