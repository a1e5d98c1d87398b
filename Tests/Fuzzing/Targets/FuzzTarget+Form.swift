import Gateway
import Twilio
import WireFormats

extension FuzzTarget {
    /// A body is a form or is refused, a form is a webhook or is refused with the field that is wrong, and what a webhook
    /// keeps is within its bounds.
    static let form = FuzzTarget("form") { fixtures in
        fixtures.texts.filter { $0.utf8.contains(UInt8(ascii: "=")) }.map { Array($0.utf8) }
            + [
                "MessageSid=SM1&From=whatsapp%3A%2B14155550100&Body=Hi&NumMedia=1&MediaUrl0=https%3A%2F%2Fa&MediaContentType0=image%2Fjpeg",
                "SmsSid=SM1&From=a&Latitude=1.5&Longitude=-2&Address=b&Label=c&ReferralBody=d&Unknown=e&Forwarded=true",
                "MessageSid=SM1&MessageStatus=undelivered&ErrorCode=63016&To=a",
                "MessageSid=SM1&ExternalUserId=a&ButtonText=b&ButtonPayload=c&OriginalRepliedMessageSid=d",
            ].map { Array($0.utf8) }
    } check: { bytes in
        let form: FormBody
        do throws(Failure) {
            form = try FormBody(bytes)
        } catch {
            try require(error.kind == .badRequest, "a form is refused as \(error.kind)")
            return
        }
        try require(try FormBody(Array(form.encoded.utf8)) == form, "a form is another when it has been sent")
        let webhook: TwilioWebhook
        do throws(Failure) {
            webhook = try TwilioWebhook(form)
        } catch {
            guard case .invalid(let field) = error.kind, error.message.hasPrefix(field) else {
                throw BrokenProperty("a webhook is refused without a field: \(error)")
            }
            return
        }
        guard case .message(let message) = webhook else { return }
        try require(!message.messageSID.isEmpty && !message.from.isEmpty, "a message has no id or no sender")
        try require(message.media.count <= InboundMedia.maximumCount, "\(message.media.count) media are kept")
        try require(message.statedMediaCount >= 0, "\(message.statedMediaCount) media are stated")
        let others = message.referral + message.otherFields
        let size = others.reduce(0) { $0 + $1.name.utf8.count + $1.value.utf8.count }
        try require(others.count <= 100 && size <= 16 << 10, "\(others.count) other fields of \(size) bytes are kept")
        try require(
            others.count + message.omittedFieldCount <= form.fields.count, "more fields are counted than were sent")
    }
}
