import Testing

@testable import WebChat

@Suite("Folded text")
struct FoldedTextTests {
    @Test(
        "case and accents make no difference, however letters are composed",
        arguments: [
            ("Übung", "ubung"), ("U\u{308}bung", "ubung"), ("ÉCOLE", "ecole"), ("Łódź", "lodz"), ("Ørsted", "orsted"),
            ("Straße", "strasse"), ("STRASSE", "strasse"), ("ΣΟΦΊΑ", "σοφια"), ("σοφίας", "σοφιασ"),
            ("Ёлка", "елка"), ("İstanbul ılık", "istanbul ilik"), ("Tiếng Việt", "tieng viet"), ("Œuvre", "oeuvre"),
            ("日本語", "日本語"), ("a1-b 👍", "a1-b 👍"), ("", ""),
        ])
    func fold(text: String, folded: String) {
        #expect(Array(FoldedText.fold(text).unicodeScalars) == Array(folded.unicodeScalars))
    }

    @Test("what is folded stays as it is")
    func twice() {
        let text = "Ångström ẞ ﬁ ǅ Ǆ Ấ ϓ"
        #expect(FoldedText.fold(FoldedText.fold(text)) == FoldedText.fold(text))
    }
}
