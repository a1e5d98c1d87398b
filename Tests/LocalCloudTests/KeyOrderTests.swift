import Testing

@testable import LocalCloud

@Suite("The order of S3's keys")
struct KeyOrderTests {
    @Test("is that of their bytes, not of their characters")
    func order() {
        let keys = ["", "A", "Z", "a", "a/b", "ab", "e\u{301}", "\u{E9}", "\u{FFFF}", "😀"]
        for (index, key) in keys.enumerated() {
            for (other, larger) in keys.enumerated() { #expect(KeyOrder.precedes(key, larger) == (index < other)) }
        }
    }

    @Test("holds a key with the prefix's bytes that comes after the former one")
    func prefix() {
        #expect(KeyOrder.holds("s/a", prefix: "s/", after: nil))
        #expect(KeyOrder.holds("s/a", prefix: "", after: "s/"))
        #expect(!KeyOrder.holds("s/a", prefix: "", after: "s/a"))
        #expect(!KeyOrder.holds("s", prefix: "s/", after: nil))
        #expect(!KeyOrder.holds("\u{E9}", prefix: "e\u{301}", after: nil))
        // Half a character: e is a prefix of the bytes.
        #expect(KeyOrder.holds("e\u{301}", prefix: "e", after: nil))
    }
}
