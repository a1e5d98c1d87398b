internal import CCrypto

/// One message on its way through AES-GCM: first the context, then the message, then the tag.
struct GCMContext: ~Copyable {
    enum Direction: Int32 {
        case open = 0
        case seal = 1
    }

    private let context: OpaquePointer

    init(_ direction: Direction, key: SymmetricKey, nonce: [UInt8]) throws(CryptographyError) {
        guard let cipher = Self.cipher(keySize: key.bytes.count) else { throw .incorrectKeySize }
        guard let context = EVP_CIPHER_CTX_new() else { throw .unavailable }
        guard EVP_CipherInit_ex2(context, cipher, key.bytes, nonce, direction.rawValue, nil) == 1 else {
            EVP_CIPHER_CTX_free(context)
            throw .unavailable
        }
        self.context = context
    }

    deinit { EVP_CIPHER_CTX_free(context) }

    private static func cipher(keySize: Int) -> OpaquePointer? {
        switch keySize {
        case 16: EVP_aes_128_gcm()
        case 24: EVP_aes_192_gcm()
        case 32: EVP_aes_256_gcm()
        default: nil
        }
    }

    /// Takes in what goes with the message without being part of it.
    func authenticate(_ bytes: [UInt8]) throws(CryptographyError) {
        guard !bytes.isEmpty else { return }
        let count = try Self.count(bytes)
        var written: Int32 = 0
        guard EVP_CipherUpdate(context, nil, &written, bytes, count) == 1 else { throw .unavailable }
    }

    /// The message encrypted or decrypted. What was decrypted is not to be trusted before its tag is verified.
    func process(_ bytes: [UInt8]) throws(CryptographyError) -> [UInt8] {
        guard !bytes.isEmpty else { return [] }
        let count = try Self.count(bytes)
        var output = [UInt8](repeating: 0, count: bytes.count)
        var written: Int32 = 0
        guard EVP_CipherUpdate(context, &output, &written, bytes, count) == 1, written == count else {
            throw .unavailable
        }
        return output
    }

    /// Of what was sealed.
    func tag() throws(CryptographyError) -> [UInt8] {
        var tag = [UInt8](repeating: 0, count: AES.GCM.tagSize)
        guard finish(), control(EVP_CTRL_AEAD_GET_TAG, &tag) else { throw .unavailable }
        return tag
    }

    /// Of what was opened.
    func verify(tag: [UInt8]) throws(CryptographyError) {
        var tag = tag
        guard control(EVP_CTRL_AEAD_SET_TAG, &tag) else { throw .unavailable }
        guard finish() else { throw .authenticationFailure }
    }

    private func finish() -> Bool {
        // GCM gives no more bytes at its end, but libcrypto wants a place for them.
        var rest = [UInt8](repeating: 0, count: AES.GCM.tagSize)
        var written: Int32 = 0
        if EVP_CipherFinal_ex(context, &rest, &written) == 1 { return true }
        // libcurl would take what is left in this thread's list for errors of its connections.
        ERR_clear_error()
        return false
    }

    private func control(_ command: Int32, _ tag: inout [UInt8]) -> Bool {
        EVP_CIPHER_CTX_ctrl(context, command, Int32(tag.count), &tag) == 1
    }

    private static func count(_ bytes: [UInt8]) throws(CryptographyError) -> Int32 {
        guard let count = Int32(exactly: bytes.count) else { throw .tooLarge }
        return count
    }
}
