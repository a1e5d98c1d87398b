/// The Advanced Encryption Standard (NIST FIPS 197), with keys of 16, 24 or 32 bytes.
public enum AES {
    /// Galois/Counter Mode (NIST SP 800-38D): what it seals can neither be read nor altered without the key.
    public enum GCM {
        /// The length of nonces, in bytes.
        static let nonceSize = 12
        /// The length of authentication tags, in bytes.
        static let tagSize = 16
    }
}

extension AES.GCM {
    /// A nonce, the encrypted text and its tag, one behind the other.
    public struct SealedBox: Sendable, Hashable {
        public let combined: [UInt8]

        /// - Throws: ``CryptographyError/incorrectParameterSize`` when there is no room for nonce and tag.
        public init(combined: some Sequence<UInt8>) throws(CryptographyError) {
            let combined = Array(combined)
            guard combined.count >= nonceSize + tagSize else { throw .incorrectParameterSize }
            self.combined = combined
        }

        var nonce: ArraySlice<UInt8> { combined.prefix(nonceSize) }
        var ciphertext: ArraySlice<UInt8> { combined.dropFirst(nonceSize).dropLast(tagSize) }
        public var tag: ArraySlice<UInt8> { combined.suffix(tagSize) }
    }

    /// - Parameters:
    ///   - nonce: 12 bytes that were never used with this key; random by default, which is good for 2³² boxes a key.
    ///   - context: what else must be the same when the box is opened; it is not in the box.
    /// - Throws: ``CryptographyError``, for sizes or for lack of memory.
    public static func seal(
        _ message: [UInt8], using key: SymmetricKey, nonce: [UInt8] = randomNonce(),
        authenticating context: [UInt8] = []
    ) throws(CryptographyError) -> SealedBox {
        guard nonce.count == nonceSize else { throw .incorrectParameterSize }
        let cipher = try GCMContext(.seal, key: key, nonce: nonce)
        try cipher.authenticate(context)
        return try SealedBox(combined: nonce + cipher.process(message) + cipher.tag())
    }

    /// - Throws: ``CryptographyError/authenticationFailure`` when the box is not one that was sealed with this key in this
    ///   context.
    public static func open(
        _ box: SealedBox, using key: SymmetricKey, authenticating context: [UInt8] = []
    ) throws(CryptographyError) -> [UInt8] {
        let cipher = try GCMContext(.open, key: key, nonce: Array(box.nonce))
        try cipher.authenticate(context)
        let message = try cipher.process(Array(box.ciphertext))
        try cipher.verify(tag: Array(box.tag))
        return message
    }

    /// From the kernel's random source.
    public static func randomNonce() -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        return (0..<nonceSize).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    }
}
