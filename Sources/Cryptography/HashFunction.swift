/// A cryptographic hash function: ``SHA256``, or one of ``Insecure``.
public protocol HashFunction {
    static var algorithm: HashAlgorithm { get }
}

extension HashFunction {
    /// The digest of all bytes.
    public static func hash(data: some Sequence<UInt8>) -> [UInt8] { algorithm.hash(data) }
}

/// SHA-256 (NIST FIPS 180-4): 32 bytes.
public enum SHA256: HashFunction {
    public static let algorithm = HashAlgorithm("SHA256")
}

/// Hash functions that protocols ask for, and that should not be chosen for anything new.
public enum Insecure {
    /// SHA-1 (NIST FIPS 180-4): 20 bytes. Twilio signs its requests with HMAC on it.
    public enum SHA1: HashFunction {
        public static let algorithm = HashAlgorithm("SHA1")
    }

    /// MD5 (RFC 1321): 16 bytes. S3 tags objects with it.
    public enum MD5: HashFunction {
        public static let algorithm = HashAlgorithm("MD5")
    }
}
