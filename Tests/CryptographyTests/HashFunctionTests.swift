import Cryptography
import Testing
import WireFormats

@Suite("Hash functions")
struct HashFunctionTests {
    /// NIST, "Cryptographic Standards and Guidelines: Examples with Intermediate Values", FIPS 180-4.
    @Test(
        "SHA-256 gives NIST's digests",
        arguments: [
            ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (
                "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
            ),
            (
                String(repeating: "a", count: 1_000_000),
                "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
            ),
        ])
    func sha256(message: String, digest: String) {
        #expect(hexadecimal(SHA256.hash(data: message.utf8)) == digest)
    }

    /// The same source.
    @Test(
        "SHA-1 gives NIST's digests",
        arguments: [
            ("", "da39a3ee5e6b4b0d3255bfef95601890afd80709"), ("abc", "a9993e364706816aba3e25717850c26c9cd0d89d"),
            (
                "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                "84983e441c3bd26ebaae4aa1f95129e5e54670f1"
            ),
        ])
    func sha1(message: String, digest: String) {
        #expect(hexadecimal(Insecure.SHA1.hash(data: message.utf8)) == digest)
    }

    /// RFC 1321, A.5.
    @Test(
        "MD5 gives the digests of RFC 1321",
        arguments: [
            ("", "d41d8cd98f00b204e9800998ecf8427e"), ("abc", "900150983cd24fb0d6963f7d28e17f72"),
            ("message digest", "f96b697d7cb7938d525a2f31aaf161d0"),
        ])
    func md5(message: String, digest: String) {
        #expect(hexadecimal(Insecure.MD5.hash(data: message.utf8)) == digest)
    }

    @Test("bytes hash alike wherever they lie")
    func sequences() {
        let bytes = Array("abc".utf8)
        let digest = SHA256.hash(data: bytes)
        #expect(SHA256.hash(data: bytes[...]) == digest)
        #expect(SHA256.hash(data: "xabc".utf8.dropFirst()) == digest)
        #expect(SHA256.hash(data: AnySequence(bytes)) == digest)
    }

    @Test("threads may hash at the same time")
    func threads() async {
        let digests = await withTaskGroup { group in
            for number in 0..<64 {
                group.addTask {
                    let key = SymmetricKey(data: [UInt8(number)])
                    return (0..<200).map { _ in
                        SHA256.hash(data: [UInt8(number)]) + HMAC<SHA256>.authenticationCode(for: [], using: key)
                    }
                }
            }
            return await group.reduce(into: []) { $0.append(Set($1)) }
        }
        #expect(digests.map(\.count) == Array(repeating: 1, count: 64))
        #expect(Set(digests).count == 64)
    }
}
