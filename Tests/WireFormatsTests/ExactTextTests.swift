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

    @Test("a text begins, ends and goes on by bytes, also where a combining mark joins the border")
    func prefixes() {
        #expect("a#\u{301}x".hasBytePrefix("a#") && "a#\u{301}x".removingBytePrefix("a#") == "\u{301}x")
        #expect(!"\u{E9}x".hasBytePrefix("e\u{301}") && "\u{E9}x".removingBytePrefix("e\u{301}") == nil)
        #expect("a\r\n".hasByteSuffix("\n") && !"a\u{E9}".hasByteSuffix("e\u{301}") && !"a".hasByteSuffix("ba"))
        #expect("a".hasBytePrefix("") && "".hasByteSuffix("") && "a".removingBytePrefix("a") == "")
    }

    @Test("texts are ordered by their bytes")
    func order() {
        let texts = ["\u{E9}", "z", "e\u{301}", "e", "", "K", "\u{212A}", "\u{FF21}", "\u{10000}"]
        #expect(
            texts.sortedByBytes().map { Array($0.utf8) }
                == texts.map { Array($0.utf8) }.sorted { $0.lexicographicallyPrecedes($1) })
    }

    @Test("a dictionary and a set hold texts that only look the same side by side")
    func collections() {
        var members: ExactDictionary = ["\u{E9}": 1, "e\u{301}": 2]
        #expect(members.count == 2 && members["\u{E9}"] == 1 && members["e\u{301}"] == 2)
        #expect(members != ["\u{E9}": 1] && members == ["e\u{301}": 2, "\u{E9}": 1])
        members["e\u{301}"] = nil
        #expect(members.keys == ["\u{E9}"] && members.inOrder.map(\.value) == [1])
        let texts: ExactSet = ["\u{E9}", "e\u{301}", "\u{E9}"]
        #expect(texts.count == 2 && texts.contains("\u{E9}") && !ExactSet(["K"]).contains("\u{212A}"))
    }
}
