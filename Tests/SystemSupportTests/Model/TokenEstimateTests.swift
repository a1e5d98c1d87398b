import SystemSupport
import Testing
import WireFormats

@Suite("Estimates of tokens")
struct TokenEstimateTests {
    @Test(
        "four bytes of ASCII or one other scalar are a token",
        arguments: [("", 0), ("a", 1), ("abcd", 1), ("abcde", 2), ("äöü", 3), ("日本", 2), ("a日", 2), ("👩‍👩‍👧", 5)])
    func text(text: String, tokens: Int) { #expect(TokenEstimate.of(text) == tokens) }

    @Test("a message costs four more")
    func message() { #expect(TokenEstimate.of(message: "abcde") == 6) }
}
