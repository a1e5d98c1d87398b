internal import Cryptography
internal import WireFormats

/// A signature with the texts it was made from.
struct SigV4Signature {
    let canonicalRequest: [UInt8]
    let stringToSign: [UInt8]
    /// Lower-case hexadecimal.
    let text: [UInt8]

    /// - Parameters:
    ///   - time: `YYYYMMDD'T'HHMMSS'Z'`.
    ///   - scope: `date/region/service/aws4_request`.
    init(of canonical: CanonicalRequest, time: String, scope: String, key: SymmetricKey) {
        canonicalRequest = canonical.bytes
        stringToSign = Self.stringToSign(of: canonical.bytes, time: time, scope: scope)
        var text: [UInt8] = []
        text.reserveCapacity(64)
        Self.appendHexadecimal(HMAC<SHA256>.authenticationCode(for: stringToSign, using: key), to: &text)
        self.text = text
    }

    /// Algorithm, time, scope and the canonical request's hash.
    private static func stringToSign(of canonicalRequest: [UInt8], time: String, scope: String) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(192)
        text.append(contentsOf: "AWS4-HMAC-SHA256\n".utf8)
        text.append(contentsOf: time.utf8)
        text.append(UInt8(ascii: "\n"))
        text.append(contentsOf: scope.utf8)
        text.append(UInt8(ascii: "\n"))
        appendHexadecimal(SHA256.hash(data: canonicalRequest), to: &text)
        return text
    }

    /// The SHA-256 of a body as it stands in canonical requests.
    static func payloadHash(_ body: [UInt8]) -> [UInt8] {
        var hash: [UInt8] = []
        hash.reserveCapacity(64)
        appendHexadecimal(SHA256.hash(data: body), to: &hash)
        return hash
    }

    private static func appendHexadecimal(_ digest: some Sequence<UInt8>, to bytes: inout [UInt8]) {
        for byte in digest {
            bytes.append(UInt8.hexDigit(byte >> 4))
            bytes.append(UInt8.hexDigit(byte))
        }
    }
}
