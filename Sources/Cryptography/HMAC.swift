/// Keyed-hash message authentication codes (RFC 2104).
public enum HMAC<Hash: HashFunction> {
    /// The code of all bytes, as long as the hash function's digest.
    public static func authenticationCode(for data: some Sequence<UInt8>, using key: SymmetricKey) -> [UInt8] {
        Hash.algorithm.authenticationCode(data, key: key.bytes)
    }

    /// Whether the code is the data's, in a time that tells nothing of where they differ.
    public static func isValidAuthenticationCode(
        _ code: [UInt8], authenticating data: some Sequence<UInt8>, using key: SymmetricKey
    ) -> Bool {
        isEqualInConstantTime(code, authenticationCode(for: data, using: key))
    }
}
