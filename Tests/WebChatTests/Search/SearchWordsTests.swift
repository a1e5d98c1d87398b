import AWSServices
import Tables
import Testing
import WireFormats

@testable import WebChat

@Suite("Words of a search")
struct SearchWordsTests {
    @Test(
        "are folded, and each counts once",
        arguments: [
            ("École  primaire", ["ecole", "primaire"]), ("Über ÜBER uber", ["uber"]), ("\tStraße\n", ["strasse"]),
            ("日本語 👍", ["日本語", "👍"]), ("it’s IT'S", ["it's"]), ("ｆｕｌｌ　ｗｉｄｔｈ", ["full", "width"]),
        ])
    func words(query: String, words: [String]) {
        #expect(SearchWords(query)?.words == words)
    }

    @Test(
        "texts that were stored before are sought as they were folded then, too, and a query of any length stays bounded"
    )
    func earlier() throws {
        func has(_ text: String) -> Condition { .contains("folded_text", .string(text)) }
        #expect(SearchWords("Plain École")?.filter == .all([has("plain"), has("ecole")]))
        #expect(
            SearchWords("it's Мой")?.filter
                == .all([.any([has("it's"), has("it’s")]), .any([has("мои"), has("мой")])]))
        let many = (0..<100).map { "\($0)'" }.joined(separator: " ")
        guard case .all(let conditions)? = SearchWords(many)?.filter else {
            Issue.record("no words")
            return
        }
        #expect(conditions.count == 100)
        #expect(conditions.count { if case .any = $0 { true } else { false } } == SearchWords.maximumSpelled)
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
