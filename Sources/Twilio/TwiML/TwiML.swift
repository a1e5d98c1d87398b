public import Gateway
import WireFormats

/// What a webhook of Twilio's messaging is answered with: the messages to send back, if any.
///
/// Source: https://www.twilio.com/docs/messaging/twiml.
public struct TwiML: Sendable, Hashable {
    /// No reply, or none yet.
    public static let empty = TwiML(messages: [])
    /// Twilio takes no more from one answer (warning 14109).
    public static let maximumMessageCount = 10

    public var messages: [TwiMLMessage]

    public init(messages: [TwiMLMessage]) { self.messages = messages }

    /// A text in as many messages as it needs; see ``MessageText``.
    public init(_ text: String, statusCallback: String? = nil) {
        self.init(messages: MessageText.parts(of: text).map { TwiMLMessage(body: $0, statusCallback: statusCallback) })
    }

    /// The document. Messages with nothing to send are left out, which Twilio would refuse (warning 14103), and those
    /// beyond ``maximumMessageCount``.
    public var xml: String {
        let messages = messages.map(\.xml).filter { !$0.isEmpty }.prefix(Self.maximumMessageCount)
        let head = #"<?xml version="1.0" encoding="UTF-8"?>"#
        return messages.isEmpty ? head + "<Response/>" : head + "<Response>" + messages.joined() + "</Response>"
    }

    public var response: Response {
        Response(headers: ["Content-Type": "text/xml; charset=utf-8"], body: .text(xml))
    }
}
