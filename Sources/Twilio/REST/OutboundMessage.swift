public import WireFormats

/// A message to send.
public struct OutboundMessage: Sendable, Hashable {
    public enum Content: Sendable, Hashable {
        /// At most ``MessageText/limit`` long; only within the service window.
        case text(String)
        /// A template that WhatsApp has approved, with its variables by their numbers or names.
        case template(sid: String, variables: ExactDictionary<String>)
    }

    /// An address: `whatsapp:+14155550100`.
    public var to: String
    /// An address, or the SID of a messaging service (`MG…`).
    public var from: String
    public var content: Content
    /// What Twilio fetches and sends along.
    public var mediaURLs: [String]
    /// Where Twilio tells how the message fares.
    public var statusCallback: String?

    public init(
        to: String, from: String, content: Content, mediaURLs: [String] = [], statusCallback: String? = nil
    ) {
        self.to = to
        self.from = from
        self.content = content
        self.mediaURLs = mediaURLs
        self.statusCallback = statusCallback
    }

    var form: FormBody {
        var fields = [
            FormField(name: "To", value: to),
            FormField(name: from.hasBytePrefix("MG") ? "MessagingServiceSid" : "From", value: from),
        ]
        switch content {
        case .text(let text):
            // A message of media alone has no text.
            if !text.isEmpty { fields.append(FormField(name: "Body", value: text)) }
        case .template(let sid, let variables):
            fields.append(FormField(name: "ContentSid", value: sid))
            if !variables.isEmpty {
                fields.append(FormField(name: "ContentVariables", value: Self.json(variables)))
            }
        }
        fields += mediaURLs.map { FormField(name: "MediaUrl", value: $0) }
        if let statusCallback { fields.append(FormField(name: "StatusCallback", value: statusCallback)) }
        return FormBody(fields: fields)
    }

    private static func json(_ variables: ExactDictionary<String>) -> String {
        let sorted = variables.inOrder.map { ($0.key, JSON.string($0.value)) }
        return String(decoding: JSON.object(JSONObject(sorted)).serialized(), as: UTF8.self)
    }
}
