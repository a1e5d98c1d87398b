public import Twilio

/// The account at Twilio's stand-in.
public struct TwilioOptions: Sendable, Hashable {
    public var accountSID: String
    public var authToken: String
    /// Our address at WhatsApp.
    public var from: String
    /// From one status of a message to the next.
    public var pause: Duration

    public init(accountSID: String, authToken: String, from: String, pause: Duration = .milliseconds(20)) {
        self.accountSID = accountSID
        self.authToken = authToken
        self.from = from
        self.pause = pause
    }

    /// An account that everybody knows, so that fixtures can be signed for it. The address is that of Twilio's sandbox.
    public static let local = TwilioOptions(
        accountSID: "AC00000000000000000000000000000000", authToken: "local-auth-token",
        from: "whatsapp:+14155238886")

    public var account: TwilioAccount { TwilioAccount(sid: accountSID, token: TwilioAuthToken(authToken)) }
}
