import Cryptography
import Gateway
import Synchronization
import SystemSupport
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
            let hash = SHA256.hash(data: "message\n\(sessionID)\n\(key)".utf8)
            let digits = String(hash[0..<8].reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
            let padded = String(repeating: "0", count: 20 - digits.count) + digits
            return "MESSAGE-\(padded)-\(hexadecimal(hash[8..<12]))"
        }

        static func session(key: String, userID: String) -> String {
            DerivedUUID.of("session", userID, key)
        }
    }
}
