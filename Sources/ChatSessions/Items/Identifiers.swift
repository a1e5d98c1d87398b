import Crypto
import Gateway
import Synchronization
import WireFormats

/// Makes ids and times, each later than the one before.
final class Identifiers: Sendable {
    private let effects: Effects
    private let last = Mutex(Timestamp(microseconds: 0))

    init(effects: Effects) { self.effects = effects }

    /// The present, but at least a microsecond after what was given last: messages of one process keep their order.
    func now() -> Timestamp {
        let present = effects.now()
        return last.withLock { last in
            let next = max(present, Timestamp(microseconds: last.microseconds + 1))
            last = next
            return next
        }
    }

    /// `MESSAGE-<epoch seconds>-<8 hex>`
    func message(at time: Timestamp) -> String { "MESSAGE-\(time.seconds)-\(hexadecimal(effects.randomBytes(4)))" }

    /// `REVIEW-<epoch seconds>-<8 hex>`
    func review(at time: Timestamp) -> String { "REVIEW-\(time.seconds)-\(hexadecimal(effects.randomBytes(4)))" }

    func session() -> String { effects.uuid() }

    /// Ids that follow from a caller's idempotency key, so that a repeat finds what the first request stored.
    enum Derived {
        /// The form of a message id, with digits of the key's hash in place of the time: 96 bits that a key and a session
        /// decide.
        static func message(key: String, sessionID: String) -> String {
            let hash = Array(SHA256.hash(data: Array("message\n\(sessionID)\n\(key)".utf8)))
            let digits = String(hash[0..<8].reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
            let padded = String(repeating: "0", count: 20 - digits.count) + digits
            return "MESSAGE-\(padded)-\(hexadecimal(hash[8..<12]))"
        }

        /// A UUID (RFC 9562, version 8: made by the application's own rule).
        static func session(key: String, userID: String) -> String {
            let hash = Array(SHA256.hash(data: Array("session\n\(userID)\n\(key)".utf8)))
            let uuid = Effects(now: { Timestamp(seconds: 0) }, randomBytes: { _ in Array(hash[0..<16]) }).uuid()
            var characters = Array(uuid.utf8)
            characters[14] = UInt8(ascii: "8")
            return String(decoding: characters, as: UTF8.self)
        }
    }
}

/// The digest of what a caller asked to be stored: 32 hexadecimal digits, the same for the same JSON value however its
/// members are ordered.
enum RequestDigest {
    static func of(_ value: JSON) -> String {
        hexadecimal(Array(SHA256.hash(data: canonical(value).serialized())).prefix(16))
    }

    private static func canonical(_ value: JSON) -> JSON {
        switch value {
        case .array(let elements): .array(elements.map(canonical))
        case .object(let object):
            .object(JSONObject(object.sorted { $0.key < $1.key }.map { ($0.key, canonical($0.value)) }))
        default: value
        }
    }
}
