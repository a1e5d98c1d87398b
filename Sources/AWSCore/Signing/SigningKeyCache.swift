internal import Cryptography
import Synchronization
import WireFormats

/// The keys derived from secrets: one for each day, region, service and secret.
///
/// Deriving one takes four HMACs, using it takes one. A function signs with one or two keys a day, so a short list is
/// searched from the front and the oldest key is dropped.
final class SigningKeyCache: Sendable {
    private struct Entry {
        let date: String
        let region: String
        let service: String
        let secret: String
        let key: SymmetricKey
    }

    private static let capacity = 8
    private let entries = Mutex<[Entry]>([])

    /// - Parameter date: `YYYYMMDD`.
    func key(secret: String, date: String, region: String, service: String) -> SymmetricKey {
        let known = entries.withLock { entries in
            entries.first {
                $0.date.hasSameBytes(as: date) && $0.secret.hasSameBytes(as: secret)
                    && $0.region.hasSameBytes(as: region) && $0.service.hasSameBytes(as: service)
            }?.key
        }
        if let known { return known }
        let key = Self.derive(secret: secret, date: date, region: region, service: service)
        let entry = Entry(date: date, region: region, service: service, secret: secret, key: key)
        entries.withLock { entries in
            if entries.count == Self.capacity { entries.removeLast() }
            entries.insert(entry, at: 0)
        }
        return key
    }

    static func derive(secret: String, date: String, region: String, service: String) -> SymmetricKey {
        var key = SymmetricKey(data: "AWS4\(secret)".utf8)
        for part in [date, region, service, "aws4_request"] {
            key = SymmetricKey(data: HMAC<SHA256>.authenticationCode(for: part.utf8, using: key))
        }
        return key
    }
}
