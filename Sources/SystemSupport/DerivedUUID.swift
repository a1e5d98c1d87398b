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
        uuid(Array(SHA256.hash(data: source(kind, owner, key).utf8).prefix(16)), version: 8)
    }

    /// What is hashed: no two triples have the same.
    ///
    /// Ids of earlier versions are stored, so texts without a line feed are joined as they always were: with two line feeds. Where
    /// a text has one, lengths say where each text ends; three line feeds or more tell this form from the other.
    public static func source(_ kind: String, _ owner: String, _ key: String) -> String {
        guard [kind, owner, key].contains(where: { $0.utf8.contains(UInt8(ascii: "\n")) }) else {
            return "\(kind)\n\(owner)\n\(key)"
        }
        return "\(kind.utf8.count):\(kind)\n\(owner.utf8.count):\(owner)\n\(key.utf8.count):\(key)"
    }
}
