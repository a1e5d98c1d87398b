public import Cryptography

/// The secret that an account shares with Twilio: signs webhooks, and is the password of the REST API. Kept out of
/// descriptions and logs.
public struct TwilioAuthToken: Sendable, Hashable, CustomStringConvertible, CustomReflectable {
    let text: String

    public init(_ text: String) { self.text = text }

    /// For HMAC.
    public var key: SymmetricKey { SymmetricKey(data: text.utf8) }

    public var description: String { "an auth token" }
    public var customMirror: Mirror { Mirror(self, children: []) }
}
