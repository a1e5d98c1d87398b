import TestSupport
import Testing
import Twilio

@Suite("Texts in messages")
struct MessageTextTests {
    private func parts(_ text: String, _ limit: Int = 20, most: Int = 10) -> [String] {
        MessageText.parts(of: text, limit: limit, maximumCount: most)
    }

    @Test("a text that fits is one message, without the blanks around it; none is none")
    func short() {
        #expect(parts("\n Hello \n") == ["Hello"])
        #expect(parts("12345678901234567890") == ["12345678901234567890"])
        #expect(parts("") == [] && parts(" \n\t") == [])
        #expect(MessageText.parts(of: String(repeating: "a", count: 1600)).count == 1)
        #expect(MessageText.parts(of: String(repeating: "a", count: 1601)).map(\.count) == [1600, 1])
    }

    @Test("a text is cut between paragraphs, else between lines, else between words, else anywhere")
    func borders() {
        #expect(parts("one two three\n\nfour five") == ["one two three", "four five"])
        #expect(parts("one two three\nfour five six") == ["one two three", "four five six"])
        #expect(parts("one\n\ntwo three\nfour five") == ["one\n\ntwo three", "four five"])
        #expect(parts("one two three four five") == ["one two three four", "five"])
        #expect(parts("12345678901234567890 next") == ["12345678901234567890", "next"])
        #expect(parts("1234567890123456789012345") == ["12345678901234567890", "12345"])
    }

    @Test("a message is not half empty for the sake of a paragraph")
    func earlyParagraph() {
        #expect(parts("one\n\ntwo three four five") == ["one\n\ntwo three four", "five"])
    }

    @Test("what a reader sees as one character is never cut")
    func characters() {
        let family = "👨‍👩‍👧"
        #expect(family.utf16.count == 8)
        #expect(parts(String(repeating: family, count: 3)) == [family + family, family])
        #expect(parts("1234567890123456789e\u{301}") == ["1234567890123456789", "e\u{301}"])
        #expect(parts("123456789012345678\r\nabc") == ["123456789012345678", "abc"])
    }

    @Test("a character with more marks than a message holds is cut all the same")
    func giant() {
        let giant = "e" + String(repeating: "\u{301}", count: 49)
        #expect(giant.count == 1)
        let cut = parts(giant)
        #expect(cut.map { $0.unicodeScalars.count } == [20, 20, 10])
        #expect(cut.joined().unicodeScalars.elementsEqual(giant.unicodeScalars))
    }

    @Test("a text that needs more messages than there may be ends in an ellipsis")
    func tooLong() {
        #expect(parts("one two three four five six seven", 10, most: 2) == ["one two", "three…"])
        #expect(parts("one two three", 10, most: 2) == ["one two", "three"])
        let long = MessageText.parts(of: String(repeating: "word ", count: 10_000))
        #expect(long.count == 10 && long.last?.hasSuffix("word…") == true)
    }

    @Test("of 2,000 random texts nothing but blanks is lost, and every message fits")
    func nothingIsLost() {
        var random = SeededGenerator(seed: 21_617)
        let pieces = ["a", "word", " ", "  ", "\n", "\n\n", "\r\n", "😀", "👨‍👩‍👧", "e\u{301}", "long-long-long", "\t", "日本"]
        for _ in 0..<2_000 {
            let text = (0..<random.below(60)).map { _ in random.pick(pieces) }.joined()
            let cut = parts(text, 8 + random.below(30), most: 1_000)
            #expect(cut.allSatisfy { $0.utf16.count <= 38 && !$0.isEmpty })
            #expect(cut.joined().filter { !$0.isWhitespace } == text.filter { !$0.isWhitespace })
        }
    }
}
