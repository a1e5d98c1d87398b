/// How far a message that was sent has come: one of Twilio's words, or one that it adds some day.
///
/// Source: https://www.twilio.com/docs/messaging/api/message-resource#message-status-values.
public struct MessageStatus: RawRepresentable, Sendable, Hashable {
    public var rawValue: String

    public init(rawValue: String) { self.rawValue = rawValue }

    public static let accepted = MessageStatus(rawValue: "accepted")
    public static let scheduled = MessageStatus(rawValue: "scheduled")
    public static let queued = MessageStatus(rawValue: "queued")
    public static let sending = MessageStatus(rawValue: "sending")
    public static let sent = MessageStatus(rawValue: "sent")
    public static let delivered = MessageStatus(rawValue: "delivered")
    public static let read = MessageStatus(rawValue: "read")
    public static let canceled = MessageStatus(rawValue: "canceled")
    public static let undelivered = MessageStatus(rawValue: "undelivered")
    public static let failed = MessageStatus(rawValue: "failed")
}
