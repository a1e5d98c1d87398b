/// Keys derived from a secret with HMAC (RFC 5869).
public enum HKDF<Hash: HashFunction> {
    /// - Parameters:
    ///   - salt: public randomness, if there is any.
    ///   - info: what the key is for: another key comes of the same secret for each.
    ///   - outputByteCount: 1 to 255 digests of the hash function.
    public static func deriveKey(
        inputKeyMaterial: SymmetricKey, salt: [UInt8] = [], info: [UInt8], outputByteCount: Int
    ) -> SymmetricKey {
        let key = SymmetricKey(
            data: HMAC<Hash>.authenticationCode(for: inputKeyMaterial.bytes, using: SymmetricKey(data: salt)))
        var output: [UInt8] = []
        var block: [UInt8] = []
        var number: UInt8 = 0
        while output.count < outputByteCount {
            number += 1
            block = HMAC<Hash>.authenticationCode(for: block + info + [number], using: key)
            output += block
        }
        return SymmetricKey(data: output.prefix(outputByteCount))
    }
}
