import Cryptography
import Testing
import WireFormats

@Suite("HMAC")
struct HMACTests {
    struct Vector: Sendable, CustomTestStringConvertible {
        let name: String
        let key: [UInt8]
        let message: [UInt8]
        let code: String

        init(_ name: String, key: [UInt8], message: [UInt8], _ code: String) {
            (self.name, self.key, self.message, self.code) = (name, key, message, code)
        }

        init(_ name: String, key: [UInt8], message: String, _ code: String) {
            self.init(name, key: key, message: Array(message.utf8), code)
        }

        var testDescription: String { name }
    }

    private static func repeated(_ byte: UInt8, _ count: Int) -> [UInt8] { [UInt8](repeating: byte, count: count) }

    /// RFC 2202, section 3.
    private static let rfc2202: [Vector] = [
        Vector("1", key: repeated(0x0B, 20), message: "Hi There", "b617318655057264e28bc0b6fb378c8ef146be00"),
        Vector(
            "2", key: Array("Jefe".utf8), message: "what do ya want for nothing?",
            "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"),
        Vector(
            "3", key: repeated(0xAA, 20), message: repeated(0xDD, 50), "125d7342b9ac11cd91a39af48aa17b4f63f175d3"),
        Vector("4", key: Array(1...25), message: repeated(0xCD, 50), "4c9007f4026250c6bc8414f9bf50c86c2d7235da"),
        Vector(
            "5", key: repeated(0x0C, 20), message: "Test With Truncation", "4c1a03424b55e07fe7f27be1d58bb9324a9a5a04"),
        Vector(
            "6", key: repeated(0xAA, 80), message: "Test Using Larger Than Block-Size Key - Hash Key First",
            "aa4ae5e15272d00e95705637ce8a3b55ed402112"),
        Vector(
            "7", key: repeated(0xAA, 80),
            message: "Test Using Larger Than Block-Size Key and Larger Than One Block-Size Data",
            "e8e99d0f45237d786d6bbaa7965c7808bbff1a91"),
    ]

    @Test("HMAC-SHA1 gives the codes of RFC 2202", arguments: rfc2202)
    func sha1(_ vector: Vector) {
        let code = HMAC<Insecure.SHA1>.authenticationCode(for: vector.message, using: SymmetricKey(data: vector.key))
        #expect(hexadecimal(code) == vector.code)
    }

    /// RFC 4231, section 4; case 5 is of a truncated code.
    private static let rfc4231: [Vector] = [
        Vector(
            "1", key: repeated(0x0B, 20), message: "Hi There",
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"),
        Vector(
            "2", key: Array("Jefe".utf8), message: "what do ya want for nothing?",
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"),
        Vector(
            "3", key: repeated(0xAA, 20), message: repeated(0xDD, 50),
            "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"),
        Vector(
            "4", key: Array(1...25), message: repeated(0xCD, 50),
            "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"),
        Vector(
            "6", key: repeated(0xAA, 131), message: "Test Using Larger Than Block-Size Key - Hash Key First",
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"),
        Vector(
            "7", key: repeated(0xAA, 131),
            message: "This is a test using a larger than block-size key and a larger than block-size data. "
                + "The key needs to be hashed before being used by the HMAC algorithm.",
            "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"),
    ]

    @Test("HMAC-SHA256 gives the codes of RFC 4231", arguments: rfc4231)
    func sha256(_ vector: Vector) {
        let code = HMAC<SHA256>.authenticationCode(for: vector.message, using: SymmetricKey(data: vector.key))
        #expect(hexadecimal(code) == vector.code)
    }

    @Test("a key and a message may be empty")
    func empty() {
        #expect(
            hexadecimal(HMAC<SHA256>.authenticationCode(for: [], using: SymmetricKey(data: [])))
                == "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad")
    }

    @Test("a code is valid for its message and key alone")
    func validity() {
        let key = SymmetricKey(data: "key".utf8)
        let code = HMAC<Insecure.SHA1>.authenticationCode(for: "message".utf8, using: key)
        func isValid(_ code: [UInt8], of message: String = "message", with key: SymmetricKey) -> Bool {
            HMAC<Insecure.SHA1>.isValidAuthenticationCode(code, authenticating: message.utf8, using: key)
        }
        #expect(isValid(code, with: key))
        #expect(!isValid(code, of: "massage", with: key))
        #expect(!isValid(code, with: SymmetricKey(data: "yek".utf8)))
        #expect(!isValid(Array(code.dropLast()), with: key))
        #expect(!isValid([], with: key))
    }
}
