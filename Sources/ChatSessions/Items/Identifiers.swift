import Cryptography
import Gateway
import SystemSupport
import WireFormats

/// Makes ids and times, each later than the one before.
final class Identifiers: Sendable {
    private let effects: Effects
    private let clock: OrderedClock

    init(effects: Effects) {
        self.effects = effects
        clock = OrderedClock(effects.now)
    }

    func now() -> Timestamp { clock.now() }

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
            let hash = SHA256.hash(data: DerivedUUID.source("message", sessionID, key).utf8)
            let digits = hash[0..<8].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }.padded(to: 20)
            return "MESSAGE-\(digits)-\(hexadecimal(hash[8..<12]))"
        }

        static func session(key: String, userID: String) -> String {
            DerivedUUID.of("session", userID, key)
        }
    }
}
