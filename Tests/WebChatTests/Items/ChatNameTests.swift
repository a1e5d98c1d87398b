import Testing

@testable import WebChat

@Suite("Names of chats")
struct ChatNameTests {
    @Test(
        "the first forty characters, cut between words",
        arguments: [
            ("Hello", "Hello"), ("  two\n\tlines  ", "two lines"),
            ("What is the tallest mountain of South America?", "What is the tallest mountain of South"),
            (String(repeating: "x", count: 50), String(repeating: "x", count: 40)),
            ("A " + String(repeating: "x", count: 50), "A " + String(repeating: "x", count: 38)),
            ("exactly forty characters long, this name", "exactly forty characters long, this name"),
            (String(repeating: "👩‍👩‍👧‍👦", count: 41), String(repeating: "👩‍👩‍👧‍👦", count: 40)),
        ])
    func suggested(prompt: String, name: String) { #expect(ChatName.suggested(for: prompt) == name) }

    @Test("characters with any number of marks stay within bounds")
    func bytes() {
        let monster = "e" + String(repeating: "\u{301}", count: 500)
        let name = ChatName.suggested(for: String(repeating: monster, count: 40))
        #expect(name.utf8.count <= ChatName.maximumBytes)
        #expect(name.hasPrefix(monster))
    }
}
