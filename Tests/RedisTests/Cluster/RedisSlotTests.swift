import Testing

@testable import Redis

@Suite("RedisSlot")
struct RedisSlotTests {
    // "123456789" and "foo{hash_tag}" stand in the specification, the others are CLUSTER KEYSLOT's.
    @Test(
        "keys have the slots that a server says",
        arguments: [
            ("123456789", 0x31C3), ("foo", 12_182), ("", 0), ("foo{hash_tag}", 2_515), ("{hash_tag}", 2_515),
            ("hash_tag", 2_515),
        ])
    func vectors(key: String, slot: Int) {
        #expect(RedisSlot(of: key.utf8).number == UInt16(slot))
    }

    @Test(
        "the first tag that is not empty decides, or else the whole key",
        arguments: [
            ("foo{}{bar}", "foo{}{bar}", false), ("foo{{bar}}zap", "{bar", true), ("foo{bar}{zap}", "bar", true),
            ("a}b{c}", "c", true), ("a{b", "a{b", false), ("{é}", "é", true),
        ])
    func tags(key: String, hashed: String, isTag: Bool) {
        // Without a tag of its own: nothing else hashes a text with braces as it is.
        let slot = isTag ? RedisSlot(of: "{\(hashed)}".utf8) : RedisSlot(checksumOfWhole: hashed)
        #expect(RedisSlot(of: key.utf8) == slot)
    }

    @Test("some number of at most six digits leads to every slot")
    func texts() {
        let slots = Set((100_000..<400_000).map { RedisSlot(of: "session:\($0)".utf8) })
        #expect(slots.count == RedisSlot.count)
        for slot in [RedisSlot.first, RedisSlot.last, RedisSlot(of: "session:7".utf8), RedisSlot(of: "x".utf8)] {
            let smallest = (0...).first { RedisSlot(of: "session:\($0)".utf8) == slot }
            #expect(slot.text(beginning: "session:") == smallest.map { "session:\($0)" })
        }
    }

    @Test("there is no slot before 0 or behind 16,383")
    func bounds() {
        #expect(RedisSlot(-1) == nil && RedisSlot(16_384) == nil)
        #expect(RedisSlot(0) == .first && RedisSlot(16_383) == .last)
    }
}

extension RedisSlot {
    /// Bit by bit, and without tags.
    fileprivate init?(checksumOfWhole text: String) {
        var checksum = 0
        for byte in text.utf8 {
            checksum ^= Int(byte) << 8
            for _ in 0..<8 { checksum = (checksum << 1 ^ (checksum & 0x8000 == 0 ? 0 : 0x1021)) & 0xFFFF }
        }
        self.init(checksum % RedisSlot.count)
    }
}
