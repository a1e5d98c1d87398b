/// One of the 16,384 parts into which a cluster divides its keys. Keys of one slot are on one node, and only such may be
/// used together in one command or script.
///
/// Source: Redis cluster specification, "Key distribution model" and "Hash tags",
/// <https://redis.io/docs/latest/operate/oss_and_stack/reference/cluster-spec/>.
public struct RedisSlot: Sendable, Hashable {
    /// How many there are.
    public static let count = 16_384
    public static let first = RedisSlot(checksum: 0)
    public static let last = RedisSlot(checksum: UInt16(count - 1))

    /// From 0 to 16,383.
    public let number: UInt16

    /// - Returns: `nil` when there is no such slot.
    public init?(_ number: Int) {
        guard (0..<Self.count).contains(number) else { return nil }
        self.number = UInt16(number)
    }

    private init(checksum: UInt16) { number = checksum % UInt16(Self.count) }

    /// The slot of a key. Where the key has a `{` and a `}` behind it with something between the first of each, that part
    /// alone, the hash tag, decides.
    public init(of key: some Collection<UInt8>) {
        var hashed = key[...]
        if let opening = key.firstIndex(of: UInt8(ascii: "{")) {
            let behind = key[key.index(after: opening)...]
            if let closing = behind.firstIndex(of: UInt8(ascii: "}")), closing != behind.startIndex {
                hashed = behind[..<closing]
            }
        }
        self.init(checksum: Self.checksum(of: hashed))
    }

    /// A text without braces whose slot is this one: `beginning` and the smallest number that leads there.
    ///
    /// There always is one, of at most six digits: among numbers of equally many digits another beginning only renumbers
    /// the slots, since the checksum is linear, and those of six digits reach every slot.
    ///
    /// - Parameter beginning: without braces.
    public func text(beginning: String) -> String {
        let checksum = Self.checksum(of: beginning.utf8)
        var text = beginning
        var tens = 0
        while true {
            if tens > 0 { text = beginning + String(tens) }
            let start = tens > 0 ? Self.checksum(of: String(tens).utf8, after: checksum) : checksum
            if let digit = lastByte(after: start), (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) {
                return text + String(Character(Unicode.Scalar(digit)))
            }
            tens += 1
        }
    }

    /// The byte that leads from a checksum to this slot, if one does.
    private func lastByte(after checksum: UInt16) -> UInt8? {
        let remainder = (number ^ checksum << 8) % UInt16(Self.count)
        return Self.indices[remainder].map { $0 ^ UInt8(checksum >> 8) }
    }

    /// CRC-16/XMODEM: polynomial 0x1021, from 0, most significant bit first.
    private static func checksum(of bytes: some Sequence<UInt8>, after start: UInt16 = 0) -> UInt16 {
        var checksum = start
        for byte in bytes { checksum = checksum << 8 ^ table[Int(checksum >> 8 ^ UInt16(byte))] }
        return checksum
    }

    private static let table: [UInt16] = (0..<256).map { byte in
        var remainder = UInt16(byte) << 8
        for _ in 0..<8 { remainder = remainder & 0x8000 == 0 ? remainder << 1 : remainder << 1 ^ 0x1021 }
        return remainder
    }

    /// Where what a slot has of the checksum stands in the table: its 14 bits are different everywhere.
    private static let indices: [UInt16: UInt8] = {
        var indices: [UInt16: UInt8] = [:]
        for (index, remainder) in table.enumerated() { indices[remainder % UInt16(count)] = UInt8(index) }
        return indices
    }()
}
