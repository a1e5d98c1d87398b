import AWSServices
import SystemSupport
import WireFormats

/// A message as the model is told it.
extension WhatsAppMessage {
    /// Of what is told about another message, or an advertisement, in bytes.
    private static let maximumQuote = 300

    /// What the model is told of it: never nothing, which no model takes.
    ///
    /// - Parameter bySID: what has been said, by Twilio's ids.
    func said(_ bySID: ExactDictionary<WhatsAppMessage>) -> ModelMessage {
        guard direction == .inbound else {
            return .assistant(content.isBlank ? "[a message from a template]" : content)
        }
        var lines: [String] = []
        if let advertisement { lines.append("[comes from the advertisement: \(Self.quote(advertisement))]") }
        if let repliedTo = metadata["replied_to"]?.map?["message_sid"]?.string {
            let answered = bySID[repliedTo].map { $0.content.isBlank ? "" : Self.quote($0.content) } ?? ""
            lines.append(answered.isEmpty ? "[answers an earlier message]" : "[answers: \(answered)]")
        }
        if !content.isBlank { lines.append(content) }
        if let location { lines.append("[place: \(Self.quote(location))]") }
        if !media.isEmpty { lines.append("[attached: \(type.rawValue)]") }
        if content.isBlank, location == nil, media.isEmpty { lines.append("[\(silentName)]") }
        return .user(lines.joined(separator: "\n"))
    }

    private static func quote(_ text: String) -> String {
        let line = text.split(whereSeparator: \.isNewline).joined(separator: " ")
        let start = line.prefix(bytes: maximumQuote)
        return start.utf8.count < line.utf8.count ? start + "…" : start
    }

    private var silentName: String {
        switch type {
        case .reaction: "a reaction"
        case .sticker: "a sticker"
        case .contacts: "a contact"
        case .location: "a place"
        default: "a message of a kind that cannot be shown" + (unknown.isEmpty ? "" : ": \(Self.quote(unknown))")
        }
    }

    /// Twilio's word for a kind of message that is not known, and what it told of it.
    private var unknown: String {
        let fields = (metadata["fields"]?.map ?? [:]).compactMapValues(\.string)
        let told = fields.filter { !Self.technicalFields.contains($0.key) && !$0.value.isBlank }
            .inOrder
        return ([fields["MessageType"]].compactMap(\.self) + told.map { "\($0.key): \($0.value)" })
            .joined(separator: ", ")
    }

    /// Of every message: https://www.twilio.com/docs/messaging/guides/webhook-request (2026).
    private static let technicalFields: ExactSet = [
        "ApiVersion", "ChannelMetadata", "MessageType", "MessagingServiceSid", "NumSegments", "ReferralNumMedia",
        "SmsStatus",
    ]

    /// Its headline and its text, or where it leads to.
    private var advertisement: String? {
        guard let referral = metadata["referral"]?.map else { return nil }
        let words = ["ReferralHeadline", "ReferralBody"].compactMap { referral[$0]?.string }.filter { !$0.isBlank }
        if !words.isEmpty { return words.joined(separator: " – ") }
        return ["ReferralSourceUrl", "ReferralSourceId", "ReferralCtwaClid"].lazy.compactMap { referral[$0]?.string }
            .first
    }

    private var location: String? {
        guard let location = metadata["location"]?.map else { return nil }
        let position = ["latitude", "longitude"].compactMap { location[$0]?.number }.joined(separator: ", ")
        return (["label", "address"].compactMap { location[$0]?.string } + [position]).joined(separator: ", ")
    }
}
