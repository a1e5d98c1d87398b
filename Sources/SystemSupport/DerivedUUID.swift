import Cryptography
import WireFormats

/// Ids that follow from a caller's idempotency key, so that a repeat finds what the first request stored.
public enum DerivedUUID {
    /// A UUID (RFC 9562, version 8: made by the application's own rule) of 122 bits that the texts decide.
    ///
    /// - Parameters:
    ///   - kind: of the thing that gets the id, so that one key may serve for several kinds.
    ///   - owner: whose key it is.
    public static func of(_ kind: String, _ owner: String, _ key: String) -> String {
        uuid(Array(SHA256.hash(data: "\(kind)\n\(owner)\n\(key)".utf8).prefix(16)), version: 8)
    }
}
