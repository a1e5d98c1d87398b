public import Twilio

/// How messages come from customers and go to them.
public struct TwilioChannel: Sendable {
    let validator: TwilioRequestValidator
    let client: TwilioClient
    /// Our address, or the SID of a messaging service.
    let sender: String
    private let publicBaseURL: String?

    /// - Parameters:
    ///   - sender: an address (`whatsapp:+14155238886`), or the SID of a messaging service (`MG…`).
    ///   - publicBaseURL: under which Twilio calls, without a slash at the end. Without it nobody hears what becomes of the
    ///     messages that are sent.
    public init(validator: TwilioRequestValidator, client: TwilioClient, sender: String, publicBaseURL: String?) {
        self.validator = validator
        self.client = client
        self.sender = sender
        self.publicBaseURL = publicBaseURL
    }

    static let statusPath = "/twilio-status"
    static let referenceParameter = "message"

    /// Where Twilio is to tell what becomes of a message. The URL holds no number: it lands in logs.
    func statusCallback(of message: WhatsAppMessage) -> String? {
        publicBaseURL.map { "\($0)\(Self.statusPath)?\(Self.referenceParameter)=\(message.reference)" }
    }
}
