import Crypto
import WireFormats

/// Ids that follow from a caller's idempotency key, so that a repeat finds what the first request stored.
public enum DerivedUUID {
    /// A UUID (RFC 9562, version 8: made by the application's own rule) of 122 bits that the texts decide.
    ///
    /// - Parameters:
    ///   - kind: of the thing that gets the id, so that one key may serve for several kinds.
    ///   - owner: whose key it is.
    public static func of(_ kind: String, _ owner: String, _ key: String) -> String {
        var bytes = Array(SHA256.hash(data: Array("\(kind)\n\(owner)\n\(key)".utf8)).prefix(16))
        bytes[6] = bytes[6] & 0x0F | 0x80
        bytes[8] = bytes[8] & 0x3F | 0x80
        let groups = [bytes[0..<4], bytes[4..<6], bytes[6..<8], bytes[8..<10], bytes[10..<16]]
        return groups.map { hexadecimal($0) }.joined(separator: "-")
    }
}
