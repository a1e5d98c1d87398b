import CCrypto
import Testing
import WireFormats

@testable import Cryptography

@Suite("AES-GCM")
struct AESTests {
    struct Vector: Sendable, CustomTestStringConvertible {
        let name: String
        let key: String
        let nonce: String
        var message = ""
        var context = ""
        var ciphertext = ""
        let tag: String

        var testDescription: String { name }
    }

    private static let text =
        "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
        + "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39"
    private static let context = "feedfacedeadbeeffeedfacedeadbeefabaddad2"

    /// McGrew and Viega, "The Galois/Counter Mode of Operation (GCM)", submission to NIST, appendix B.
    private static let vectors = [
        Vector(
            name: "1", key: String(repeating: "00", count: 16), nonce: String(repeating: "00", count: 12),
            tag: "58e2fccefa7e3061367f1d57a4e7455a"),
        Vector(
            name: "2", key: String(repeating: "00", count: 16), nonce: String(repeating: "00", count: 12),
            message: String(repeating: "00", count: 16), ciphertext: "0388dace60b6a392f328c2b971b2fe78",
            tag: "ab6e47d42cec13bdf53a67b21257bddf"),
        Vector(
            name: "4", key: "feffe9928665731c6d6a8f9467308308", nonce: "cafebabefacedbaddecaf888", message: text,
            context: context,
            ciphertext: "42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e"
                + "21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e091",
            tag: "5bc94fbc3221a5db94fae95ae7121a47"),
        Vector(
            name: "10", key: "feffe9928665731c6d6a8f9467308308feffe9928665731c", nonce: "cafebabefacedbaddecaf888",
            message: text, context: context,
            ciphertext: "3980ca0b3c00e841eb06fac4872a2757859e1ceaa6efd984628593b40ca1e19c"
                + "7d773d00c144c525ac619d18c84a3f4718e2448b2fe324d9ccda2710",
            tag: "2519498e80f1478f37ba55bd6d27618c"),
        Vector(
            name: "13", key: String(repeating: "00", count: 32), nonce: String(repeating: "00", count: 12),
            tag: "530f8afbc74536b9a963b4f1c4cb738b"),
        Vector(
            name: "14", key: String(repeating: "00", count: 32), nonce: String(repeating: "00", count: 12),
            message: String(repeating: "00", count: 16), ciphertext: "cea7403d4d606b6e074ec5d3baf39d18",
            tag: "d0d1c8a799996bf0265b98b5d48ab919"),
        Vector(
            name: "16", key: "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308",
            nonce: "cafebabefacedbaddecaf888", message: text, context: context,
            ciphertext: "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
                + "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662",
            tag: "76fc6ece0f4e1768cddf8853bb2d551b"),
    ]

    @Test("it seals and opens the vectors of its submission to NIST", arguments: vectors)
    func standard(_ vector: Vector) throws {
        let key = SymmetricKey(data: bytes(vector.key))
        let box = try AES.GCM.seal(
            bytes(vector.message), using: key, nonce: bytes(vector.nonce), authenticating: bytes(vector.context))
        #expect(hexadecimal(box.combined) == vector.nonce + vector.ciphertext + vector.tag)
        #expect(try hexadecimal(AES.GCM.open(box, using: key, authenticating: bytes(vector.context))) == vector.message)
    }

    private let key = SymmetricKey(data: [UInt8](repeating: 1, count: 32))

    @Test("a box with any bit changed does not open")
    func alteredBox() throws {
        let box = try AES.GCM.seal(Array("text".utf8), using: key, authenticating: [1])
        for bit in 0..<(box.combined.count * 8) {
            var combined = box.combined
            combined[bit / 8] ^= 1 << (bit % 8)
            let altered = try AES.GCM.SealedBox(combined: combined)
            #expect(throws: CryptographyError.authenticationFailure) {
                try AES.GCM.open(altered, using: key, authenticating: [1])
            }
        }
    }

    @Test("a box does not open with another key or in another context")
    func foreignBox() throws {
        let box = try AES.GCM.seal([], using: key, authenticating: [1])
        let other = SymmetricKey(data: [UInt8](repeating: 2, count: 32))
        #expect(throws: CryptographyError.authenticationFailure) {
            try AES.GCM.open(box, using: other, authenticating: [1])
        }
        for context: [UInt8] in [[], [2], [1, 1]] {
            #expect(throws: CryptographyError.authenticationFailure) {
                try AES.GCM.open(box, using: key, authenticating: context)
            }
        }
    }

    @Test("a box that did not open leaves no error for libcurl to find")
    func pendingErrors() throws {
        let box = try AES.GCM.SealedBox(combined: [UInt8](repeating: 0, count: 40))
        #expect(throws: CryptographyError.authenticationFailure) { try AES.GCM.open(box, using: key) }
        #expect(ERR_peek_error() == 0)
    }

    @Test("sizes that AES-GCM does not have are refused")
    func sizes() {
        for size in [0, 15, 31, 33] {
            #expect(throws: CryptographyError.incorrectKeySize) {
                try AES.GCM.seal([1], using: SymmetricKey(data: [UInt8](repeating: 0, count: size)))
            }
        }
        #expect(throws: CryptographyError.incorrectParameterSize) {
            try AES.GCM.seal([1], using: key, nonce: [UInt8](repeating: 0, count: 11))
        }
        #expect(throws: CryptographyError.incorrectParameterSize) {
            try AES.GCM.SealedBox(combined: [UInt8](repeating: 0, count: 27))
        }
    }

    @Test("no nonce is used twice")
    func nonces() throws {
        let nonces = try (0..<100).map { _ in try AES.GCM.seal([], using: key).nonce }
        #expect(Set(nonces).count == 100)
    }
}
