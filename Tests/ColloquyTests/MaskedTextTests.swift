import Testing

@testable import colloquy

@Suite("A masked text")
struct MaskedTextTests {
    @Test(
        "matches values of its form",
        arguments: [
            ("<timestamp>", "2026-11-21T01:33:24.000001Z"), ("<timestamp>", "2026-11-21T01:33:24Z"),
            ("<uuid>", "5f0c6a1e-8f0b-4a57-9d6b-2f4f1c0f7a11"), ("<message-id>", "MESSAGE-1763713300-0a1b2c3d"),
            ("<review-id>", "REVIEW-1763713300-0a1b2c3d"), ("<url>", "http://127.0.0.1:80/a?b=c"),
            ("<number>", "-2.5"), ("<text>", "a\nb"), ("<any>", ""), ("<token>", "v1.aGk_-~"),
            ("Session <uuid> deleted.", "Session 5f0c6a1e-8f0b-4a57-9d6b-2f4f1c0f7a11 deleted."),
            ("(a+b)* [x] \\d $", "(a+b)* [x] \\d $"), ("a<b> <other> <number>", "a<b> <other> 7"),
            ("é<any>", "é\u{301}!"),
        ])
    func match(pattern: String, text: String) { #expect(MaskedText(pattern).match(text) == [:]) }

    @Test(
        "does not match others",
        arguments: [
            ("<timestamp>", "2026-11-21T01:33:24"), ("<timestamp>", "2026-11-21T01:33:24Z and more"),
            ("<uuid>", "5F0C6A1E-8F0B-4A57-9D6B-2F4F1C0F7A11"), ("<message-id>", "MESSAGE-1-0a1b2c3d"),
            ("<text>", ""), ("<url>", "ftp://x"), ("a.c", "abc"), ("a.c<any>", "abc"), ("<token>", "a b"),
        ])
    func mismatch(pattern: String, text: String) { #expect(MaskedText(pattern).match(text) == nil) }

    @Test("keeps what its named masks stand for")
    func capture() {
        #expect(
            MaskedText("<uuid:session> at <timestamp:time>").match(
                "5f0c6a1e-8f0b-4a57-9d6b-2f4f1c0f7a11 at 2026-11-21T01:33:24Z")
                == ["session": "5f0c6a1e-8f0b-4a57-9d6b-2f4f1c0f7a11", "time": "2026-11-21T01:33:24Z"])
    }

    @Test("wants one value for one name")
    func oneName() {
        #expect(MaskedText("<number:n> <number:n>").match("1 2") == nil)
        #expect(MaskedText("<number:n> <number:n>").match("1 1") == ["n": "1"])
    }
}
