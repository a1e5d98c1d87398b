import SystemSupport
import Testing
import WireFormats

@testable import WebChat

@Suite("Estimates of a turn's tokens")
struct TokenEstimateTurnTests {
    @Test("a turn is two messages")
    func turn() { #expect(TokenEstimate.of(prompt: "abcd", answer: "abcdefgh") == 11) }
}
