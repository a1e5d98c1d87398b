public import Gateway

/// What a webhook of Twilio's messaging says. New kinds of fields appear without notice, so what is not known is kept,
/// within bounds, and what is missing is missed only where nothing could be done without it.
///
/// Source: https://www.twilio.com/docs/messaging/guides/webhook-request and
/// https://www.twilio.com/docs/messaging/guides/track-outbound-message-status.
public enum TwilioWebhook: Sendable, Hashable {
    /// Somebody wrote.
    case message(InboundMessage)
    /// What became of something that was sent.
    case delivery(DeliveryReport)

    /// - Throws: ``Failure/Kind/invalid(field:)`` with the name of the field that is missing or wrong.
    public init(_ form: FormBody) throws(Failure) {
        // Of a message that has come in, `SmsStatus` is `received` and there is no `MessageStatus`; either may serve.
        if let status = form["MessageStatus"], status != "received" {
            self = .delivery(try DeliveryReport(form))
        } else {
            self = .message(try InboundMessage(form))
        }
    }
}
