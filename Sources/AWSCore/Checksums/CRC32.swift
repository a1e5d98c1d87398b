/// CRC-32 as in zip and Ethernet (polynomial 0xEDB88320, reflected): DynamoDB's `x-amz-crc32`, and event streams.
///
/// Eight bytes a step by Intel's "slicing-by-8", from eight tables of 256 entries.
public enum CRC32 {
    /// - Parameter previous: the checksum of what came before, to go on with it.
    public static func checksum(_ bytes: [UInt8], continuing previous: UInt32 = 0) -> UInt32 {
        bytes.withUnsafeBytes { checksum($0, continuing: previous) }
    }

    public static func checksum(_ bytes: UnsafeRawBufferPointer, continuing previous: UInt32 = 0) -> UInt32 {
        tables.withUnsafeBufferPointer { table in
            var checksum = ~previous
            var position = 0
            while position + 8 <= bytes.count {
                let low =
                    UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt32.self)) ^ checksum
                let high = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: position + 4, as: UInt32.self))
                checksum =
                    table[0x700 + Int(low & 0xFF)] ^ table[0x600 + Int(low >> 8 & 0xFF)]
                    ^ table[0x500 + Int(low >> 16 & 0xFF)] ^ table[0x400 + Int(low >> 24)]
                    ^ table[0x300 + Int(high & 0xFF)] ^ table[0x200 + Int(high >> 8 & 0xFF)]
                    ^ table[0x100 + Int(high >> 16 & 0xFF)] ^ table[Int(high >> 24)]
                position += 8
            }
            while position < bytes.count {
                checksum = checksum >> 8 ^ table[Int((checksum ^ UInt32(bytes[position])) & 0xFF)]
                position += 1
            }
            return ~checksum
        }
    }

    /// Table k, from index 256 k, advances a byte by k further zero bytes.
    private static let tables: [UInt32] = {
        var tables = [UInt32](repeating: 0, count: 8 * 256)
        for index in 0..<256 {
            var value = UInt32(index)
            for _ in 0..<8 { value = value & 1 == 1 ? value >> 1 ^ 0xEDB8_8320 : value >> 1 }
            tables[index] = value
        }
        for index in 256..<tables.count {
            let value = tables[index - 256]
            tables[index] = value >> 8 ^ tables[Int(value & 0xFF)]
        }
        return tables
    }()
}
