import SystemSupport
import Testing
import WireFormats

@Suite("Texts, trimmed and cut")
struct StringTrimmingTests {
    @Test(
        "white space goes at both ends, and stays inside",
        arguments: [("  a b\n", "a b"), ("", ""), (" \n\t\u{3000}", ""), ("ab", "ab")])
    func trimmed(text: String, expected: String) {
        #expect(text.trimmed == expected)
        #expect(text.isBlank == expected.isEmpty)
    }

    @Test(
        "no character is cut, whatever marks it has",
        arguments: [
            ("aé", 1, "a"), ("aé", 2, "a"), ("aé", 3, "aé"), ("e\u{301}\u{302}x", 4, ""), ("👩‍👩‍👧x", 18, "👩‍👩‍👧"),
            ("👩‍👩‍👧x", 17, ""),
            ("abc", 0, ""),
        ])
    func prefix(text: String, bytes: Int, expected: String) {
        #expect(text.prefix(bytes: bytes) == expected)
    }
}
