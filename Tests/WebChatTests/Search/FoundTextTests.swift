import Testing
import WireFormats

@testable import WebChat

@Suite("Found texts")
struct FoundTextTests {
    @Test(
        "places are whole characters of what was written, in UTF-16 code units",
        arguments: [
            ("Straße", "ss", [4..<5]), ("Cafe\u{301}!", "E", [3..<5]), ("👍 up 👍", "up", [3..<5]),
            ("👨‍👩‍👧 ok", "ok", [9..<11]), ("Łódź, łódź", "lodz", [0..<4, 6..<10]), ("ΣΟΦΊΑΣ", "σοφιας", [0..<6]),
            ("banana", "an ban", [0..<5]), ("nothing", "x", []), ("Well, it’s so", "it's", [6..<10]),
            ("a ﬁne day", "ine", [2..<5]), ("ＡＢＣ１２３", "c1", [2..<4]), ("Do\u{AD}nau!", "donau", [0..<6]),
            ("ﷺ", "الله", [0..<1]),
            ("ｶﾞｲﾄﾞ", "ガイド", [0..<5]), ("well-known – well–known", "well-known", [0..<10, 13..<23]),
        ])
    func places(text: String, query: String, highlights: [Range<Int>]) throws {
        let words = try #require(SearchWords(query))
        #expect(FoundText(whole: text, words) == FoundText(text: text, highlights: highlights))
    }

    @Test(
        "a snippet is what is around the first word, cut between characters and marked where it is cut",
        arguments: [
            ("A needle.", "needle", "A needle.", [2..<8]),
            (
                String(repeating: "é ", count: 200) + "Needle" + String(repeating: " ü", count: 200), "needle",
                "…" + String(repeating: "é ", count: 20) + "Needle" + String(repeating: " ü", count: 57) + "…",
                [41..<47]
            ),
            (
                String(repeating: "é ", count: 200) + "needle", "needle",
                "…" + String(repeating: "é ", count: 77) + "needle", [155..<161]
            ),
            (
                "one two " + String(repeating: "é", count: 300) + " three", "three one",
                "one two " + String(repeating: "é", count: 152) + "…", [0..<3]
            ),
            (
                String(repeating: "y", count: 300), String(repeating: "y", count: 200),
                String(repeating: "y", count: 200) + "…", [0..<200]
            ),
            ("a" + String(repeating: "\u{301}", count: 5000) + " needle", "needle", "…", []),
        ] as [(String, String, String, [Range<Int>])])
    func snippet(text: String, query: String, snippet: String, highlights: [Range<Int>]) throws {
        let words = try #require(SearchWords(query))
        #expect(FoundText(snippetOf: text, words) == FoundText(text: snippet, highlights: highlights))
    }

    @Test("a text that lacks a word is not found, nor one that has it too far behind")
    func missing() throws {
        let words = try #require(SearchWords("one two"))
        #expect(FoundText(snippetOf: "one", words) == nil)
        let long = String(repeating: "one ", count: ChatMessage.maximumFolded / 4)
        #expect(FoundText(snippetOf: long + "two", words) == nil)
    }
}
