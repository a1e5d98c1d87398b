import Testing
import WireFormats

@testable import WebChat

@Suite("Names of chats")
struct ChatNameTests {
    @Test(
        "the first forty characters, cut where they end",
        arguments: [
            ("Hello", "Hello"), ("  two\n\tlines  ", "  two\n\tlines  "),
            ("What is the tallest mountain of South America?", "What is the tallest mountain of South Am"),
            (String(repeating: "seven w ", count: 6), String(repeating: "seven w ", count: 5)),
            (String(repeating: "x", count: 50), String(repeating: "x", count: 40)),
            ("A " + String(repeating: "x", count: 50), "A " + String(repeating: "x", count: 38)),
            ("exactly forty characters long, this name", "exactly forty characters long, this name"),
            (String(repeating: "😀", count: 41), String(repeating: "😀", count: 40)),
            // As Python counts: a family is seven characters, an accent of its own is one.
            (String(repeating: "👩‍👩‍👧‍👦", count: 6), String(repeating: "👩‍👩‍👧‍👦", count: 5) + "👩‍👩‍👧"),
            (String(repeating: "x", count: 39) + "e\u{301}", String(repeating: "x", count: 39) + "e"),
        ])
    func suggested(prompt: String, name: String) {
        #expect(Array(ChatName.suggested(for: prompt).unicodeScalars) == Array(name.unicodeScalars))
    }

    @Test("a name that would be blank begins with what can be seen")
    func blank() {
        #expect(ChatName.suggested(for: String(repeating: "\n", count: 45) + "Hello ") == "Hello")
    }
}
