import Cryptography
import Testing

@Suite("Comparison in constant time")
struct ConstantTimeTests {
    @Test("bytes are equal when all of them are")
    func equality() {
        let bytes: [UInt8] = [1, 2, 3]
        #expect(isEqualInConstantTime(bytes, [1, 2, 3]))
        #expect(isEqualInConstantTime([], []))
        for other: [UInt8] in [[], [1, 2], [1, 2, 3, 4], [0, 2, 3], [1, 2, 2]] {
            #expect(!isEqualInConstantTime(bytes, other))
        }
    }
}
