import Testing

@testable import WebChat

@Suite("Words of a search")
struct SearchWordsTests {
    @Test(
        "are folded, and each counts once",
        arguments: [
            ("École  primaire", ["ecole", "primaire"]), ("Über ÜBER uber", ["uber"]), ("\tStraße\n", ["strasse"]),
            ("日本語 👍", ["日本語", "👍"]),
        ])
    func words(query: String, words: [String]) {
        #expect(SearchWords(query)?.words == words)
    }

    @Test("spaces and marks alone are none", arguments: ["", " ", "\n\t", "\u{301}"])
    func none(query: String) {
        #expect(SearchWords(query) == nil)
    }

    @Test(
        "bytes are found in their order, without overlaps",
        arguments: [
            ("abcabc", "abc", [0, 3]), ("aaaaa", "aa", [0, 2]), ("aab", "ab", [1]), ("ab", "abc", []), ("", "a", []),
            ("abc", "", []),
        ])
    func positions(text: String, run: String, positions: [Int]) {
        #expect(Array(Array(text.utf8).positions(of: Array(run.utf8))) == positions)
    }
}
