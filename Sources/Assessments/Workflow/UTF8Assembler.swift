/// Text that arrives in pieces cut anywhere, also inside a character.
struct UTF8Assembler: Sendable {
    /// At most three bytes: the beginning of a character whose rest has not come.
    private var pending: [UInt8] = []

    /// The text that is complete with `bytes`. What can be no UTF-8 becomes U+FFFD.
    mutating func add(_ bytes: [UInt8]) -> String {
        let bytes = pending + bytes
        let complete = bytes.count - Self.incompleteSuffix(of: bytes)
        pending = Array(bytes[complete...])
        return String(decoding: bytes[..<complete], as: UTF8.self)
    }

    /// What is left of a character that was never completed.
    mutating func finish() -> String {
        defer { pending = [] }
        return String(decoding: pending, as: UTF8.self)
    }

    /// How many bytes at the end may begin a character that more bytes would complete.
    private static func incompleteSuffix(of bytes: [UInt8]) -> Int {
        for length in 1...3 where length <= bytes.count {
            let byte = bytes[bytes.count - length]
            if byte & 0xC0 == 0x80 { continue }
            let needed =
                switch byte {
                case 0xC2...0xDF: 2
                case 0xE0...0xEF: 3
                case 0xF0...0xF4: 4
                default: 1
                }
            return needed > length ? length : 0
        }
        return 0
    }
}
