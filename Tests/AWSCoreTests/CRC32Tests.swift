import AWSCore
import Testing

struct CRC32Tests {
    @Test(
        "known checksums",
        arguments: [
            ("", 0), ("a", 0xE8B7_BE43), ("123456789", 0xCBF4_3926),
            ("The quick brown fox jumps over the lazy dog", 0x414F_A339),
        ] as [(String, UInt32)])
    func known(_ text: String, _ checksum: UInt32) {
        #expect(CRC32.checksum(Array(text.utf8)) == checksum)
    }

    @Test("every length agrees with the definition, a bit at a time")
    func definition() {
        var bytes: [UInt8] = []
        for length in 0...67 {
            var expected: UInt32 = ~0
            for byte in bytes {
                expected ^= UInt32(byte)
                for _ in 0..<8 { expected = expected & 1 == 1 ? expected >> 1 ^ 0xEDB8_8320 : expected >> 1 }
            }
            #expect(CRC32.checksum(bytes) == ~expected)
            bytes.append(UInt8(truncatingIfNeeded: length * 73 + 5))
        }
    }

    @Test("a checksum goes on where another one ended")
    func continued() {
        let bytes = (0..<1000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        for split in [0, 1, 7, 8, 9, 500, 1000] {
            let first = CRC32.checksum(Array(bytes[..<split]))
            #expect(CRC32.checksum(Array(bytes[split...]), continuing: first) == CRC32.checksum(bytes))
        }
    }
}
