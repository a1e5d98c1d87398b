internal import CCrypto

/// A digest, and HMAC on it, as libcrypto has them.
///
/// libcrypto finds an algorithm by its name, under a lock, which takes longer than hashing a request: it is done once.
public struct HashAlgorithm: @unchecked Sendable {
    // Both are only read from: `EVP_MD` never changes, and `EVP_MAC_CTX` serves to be copied.
    private let digest: OpaquePointer
    private let hmac: OpaquePointer

    init(_ name: String) {
        // Settings of the machine stay unread: they may name modules to load, which a static executable cannot.
        OPENSSL_init_crypto(UInt64(OPENSSL_INIT_NO_LOAD_CONFIG), nil)
        digest = made(EVP_MD_fetch(nil, name, nil))
        var name = Array(name.utf8CString)
        hmac = made(colloquy_hmac_new(&name))
    }

    func hash(_ data: some Sequence<UInt8>) -> [UInt8] {
        withBytes(of: data) { data in
            output { EVP_Digest(data.baseAddress, data.count, $0, nil, digest, nil) == 1 }
        }
    }

    func authenticationCode(_ data: some Sequence<UInt8>, key: [UInt8]) -> [UInt8] {
        let code = made(EVP_MAC_CTX_dup(hmac))
        defer { EVP_MAC_CTX_free(code) }
        return withBytes(of: data) { data in
            output { bytes in
                EVP_MAC_init(code, key, key.count, nil) == 1
                    && EVP_MAC_update(code, data.baseAddress, data.count) == 1
                    && EVP_MAC_final(code, bytes, nil, size) == 1
            }
        }
    }

    private var size: Int { Int(EVP_MD_get_size(digest)) }

    private func output(_ write: (UnsafeMutablePointer<UInt8>?) -> Bool) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: size) { bytes, count in
            precondition(write(bytes.baseAddress), "libcrypto cannot hash: there is no memory")
            count = bytes.count
        }
    }
}

/// What libcrypto made.
///
/// No input leads to the failure, here or in `output`: which algorithm is fetched is a constant of this module, and the
/// provider that is compiled into libcrypto has all of them; data may be of any length; a key, which comes from the
/// configuration or is a code itself, of up to 2 GB. What is left to fail is memory; then the process ends, as it does
/// wherever else Swift has none. A typed error would make hashing throw in every caller, to say what no caller can mend.
private func made(_ pointer: OpaquePointer?) -> OpaquePointer {
    guard let pointer else { preconditionFailure("libcrypto cannot set up a hash: there is no memory") }
    return pointer
}
