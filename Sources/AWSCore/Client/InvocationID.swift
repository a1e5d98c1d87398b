internal import WireFormats

/// The random UUID (RFC 9562, version 4) that all attempts of one call share in `amz-sdk-invocation-id`.
enum InvocationID {
    static func make() -> String {
        var generator = SystemRandomNumberGenerator()
        return format(generator.next(), generator.next())
    }

    static func format(_ high: UInt64, _ low: UInt64) -> String {
        let halves = [high & ~0xF000 | 0x4000, low & ~(3 << 62) | 2 << 62]
        var text: [UInt8] = []
        text.reserveCapacity(36)
        for half in halves {
            for shift in stride(from: 60, through: 0, by: -4) {
                if [8, 13, 18, 23].contains(text.count) { text.append(UInt8(ascii: "-")) }
                text.append(UInt8.hexDigit(UInt8(truncatingIfNeeded: half >> UInt64(shift) & 0xF)))
            }
        }
        return String(decoding: text, as: UTF8.self)
    }
}
