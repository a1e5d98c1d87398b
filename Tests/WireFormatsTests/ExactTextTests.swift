import Testing
import WireFormats

@Suite("Exact comparison of texts")
struct ExactTextTests {
    @Test("texts are the same when their bytes are")
    func comparesBytes() {
        #expect("é".hasSameBytes(as: "é"))
        #expect(!"\u{E9}".hasSameBytes(as: "e\u{301}"))
        #expect(!"a\u{301}\u{323}".hasSameBytes(as: "a\u{323}\u{301}"))
        #expect(!"K".hasSameBytes(as: "\u{212A}"))
        #expect("".hasSameBytes(as: ""))
    }
}
