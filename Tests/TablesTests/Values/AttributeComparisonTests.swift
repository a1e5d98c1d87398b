import AWSServices
import Testing
import WireFormats

@testable import Tables

@Suite("Comparison of attributes")
struct AttributeComparisonTests {
    @Test("equal is what DynamoDB calls equal, at any depth")
    func identity() {
        #expect(!AttributeValue.string("\u{E9}").isIdentical(to: "e\u{301}"))
        #expect(AttributeValue.number("1.0").isIdentical(to: 1))
        #expect(!AttributeValue.number("1").isIdentical(to: "1"))
        #expect(AttributeValue.map(["a": .list([.number("1e2")])]).isIdentical(to: .map(["a": .list([100])])))
        #expect(!AttributeValue.map(["a": 1]).isIdentical(to: .map(["b": 1])))
        #expect(!AttributeValue.list([.string("\u{E9}")]).isIdentical(to: .list(["e\u{301}"])))
        #expect(AttributeValue.numberSet(["1", "2.0"]).isIdentical(to: .numberSet(["2", "1.0"])))
        #expect(!AttributeValue.stringSet(["\u{E9}"]).isIdentical(to: .stringSet(["e\u{301}"])))
        #expect(AttributeValue.null.isIdentical(to: .null))
    }

    @Test("order is by bytes and by value, and only within one type")
    func order() {
        #expect(AttributeValue.string("Z").precedes("a") == true)
        #expect(AttributeValue.string("～").precedes("𝄞") == true)
        #expect(AttributeValue.number("9").precedes(10) == true)
        #expect(AttributeValue.binary([0x7F]).precedes(.binary([0x80])) == true)
        #expect(AttributeValue.number("9").precedes("10") == nil)
        #expect(AttributeValue.bool(false).precedes(true) == nil)
    }
}
