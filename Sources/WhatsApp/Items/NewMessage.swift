import WireFormats

/// A message to be stored.
struct NewMessage: Sendable, Hashable {
    /// Of a text, in bytes of UTF-8: WhatsApp's own limit is 4096 characters.
    static let maximumContent = 16_384
    /// Of the metadata, in bytes of JSON.
    static let maximumMetadata = 16_384

    var content: String
    var type: MessageType
    var direction: MessageDirection
    var media: [MessageMedium]
    var metadata: JSONObject
    /// Twilio's id of the message, as far as it has one yet.
    var sid: String?
    /// Of one that goes to the customer.
    var delivery: DeliveryStatus?

    init(
        _ content: String, type: MessageType = .text, direction: MessageDirection, media: [MessageMedium] = [],
        metadata: JSONObject = [:], sid: String? = nil, delivery: DeliveryStatus? = nil
    ) {
        self.content = content
        self.type = type
        self.direction = direction
        self.media = media
        self.metadata = metadata
        self.sid = sid
        self.delivery = delivery
    }
}
