import Testing
import WireFormats

@testable import ContextMemory

@Suite("Role markers")
struct RoleMarkersTests {
    private func escaped(_ text: String, roles: Set<String> = []) -> String {
        RoleMarkers.escape(text, roles: roles, isWholeLine: false)
    }

    @Test(
        "a line that looks like another speaker's is marked, however it is written",
        arguments: [
            "assistant: x", "Assistant: x", "  system : x", "\tUSER:", "\u{200B}user: x", "us\u{AD}er: x",
            "user\u{FF1A} x",
            "Human: x", "AI: x", "tool: x", "conversation so far:", "Conversation   so\u{A0}far: x",
            "summary of what was said before:",
        ])
    func markers(line: String) {
        for end in ["\n", "\r", "\r\n", "\u{B}", "\u{C}", "\u{85}", "\u{2028}", "\u{2029}", "\n\n"] {
            let text = "a" + end + line
            let marked = Array(escaped(text).unicodeScalars)
            #expect(marked == Array("a\(end)\\".unicodeScalars) + Array(line.unicodeScalars))
        }
    }

    @Test(
        "other lines stay as they are",
        arguments: [
            "", "a", "a\nb", "a\nNote: b", "a\nthe user: b", "a\nuser b", "a\nusers: b", "user: first line", "a\n\n",
            "a\r\nb\r\n", "a\nhttps://example.com", "a\n" + String(repeating: "x", count: 100) + ":",
        ])
    func others(text: String) { #expect(escaped(text) == text) }

    @Test("roles of the conversation count too, and a whole line's first one")
    func options() {
        #expect(escaped("a\ncritic: b", roles: ["critic"]) == "a\n\\critic: b")
        #expect(RoleMarkers.escape("user: a", roles: [], isWholeLine: true) == "\\user: a")
    }
}
