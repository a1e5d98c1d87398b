import Testing

@testable import colloquy

@Suite("A difference of lines")
struct LineDifferenceTests {
    @Test("shows what was removed and added between common lines")
    func change() {
        #expect(
            LineDifference(from: "a\nb\nc", to: "a\nx\nc").lines == [
                .common("a"), .removed("b"), .added("x"), .common("c"),
            ])
    }

    @Test("leaves out common lines far from any change")
    func gap() {
        #expect(
            LineDifference(from: "1\n2\n3\n4\n5", to: "1\n2\n3\n4\nx", context: 1).lines == [
                .gap(3), .common("4"), .removed("5"), .added("x"),
            ])
    }

    @Test("of the same text is one gap")
    func same() { #expect(LineDifference(from: "a\nb", to: "a\nb").lines == [.gap(2)]) }

    @Test("shows lines that only one side has")
    func onesided() {
        #expect(LineDifference(from: "a", to: "a\nb").lines == [.common("a"), .added("b")])
        #expect(LineDifference(from: "a\nb", to: "a").lines == [.common("a"), .removed("b")])
    }
}
