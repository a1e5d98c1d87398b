/// An account at Twilio, and what proves to be it.
public struct TwilioAccount: Sendable, Hashable {
    /// `AC` and 32 hexadecimal digits.
    public var sid: String
    /// The primary token, which Twilio signs with.
    public var token: TwilioAuthToken
    /// While tokens are rotated, the one that signed until now.
    public var previousToken: TwilioAuthToken?

    public init(sid: String, token: TwilioAuthToken, previousToken: TwilioAuthToken? = nil) {
        self.sid = sid
        self.token = token
        self.previousToken = previousToken
    }
}
