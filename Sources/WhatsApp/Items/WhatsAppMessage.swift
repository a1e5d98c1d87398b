import AWSServices
import SystemSupport
import WireFormats

/// A message of a conversation, as it is stored.
struct WhatsAppMessage: Sendable, Hashable {
    /// A UUID.
    let id: String
    let sessionID: String
    let address: ContactAddress
    let place: MessagePlace
    var content: String
    var type: MessageType
    var direction: MessageDirection
    var media: [MessageMedium]
    var metadata: Item
    /// Twilio's id.
    var sid: String?
    var delivery: DeliveryStatus?
    /// Twilio's, of one that failed.
    var errorCode: String?

    init(
        id: String, sessionID: String, address: ContactAddress, place: MessagePlace, _ message: NewMessage,
        metadata: Item
    ) {
        self.id = id
        self.sessionID = sessionID
        self.address = address
        self.place = place
        content = message.content
        type = message.type
        direction = message.direction
        media = message.media
        self.metadata = metadata
        sid = message.sid
        delivery = message.delivery
        errorCode = nil
    }

    init?(_ item: Item) {
        guard let address = ContactAddress(item),
            let place = item[ConversationAttribute.sort]?.string.flatMap(MessagePlace.init(sort:)),
            let id = item[MessageAttribute.id]?.string, let sessionID = item[MessageAttribute.sessionID]?.string,
            let direction = item[MessageAttribute.direction]?.string.flatMap(MessageDirection.init(rawValue:))
        else { return nil }
        self.id = id
        self.sessionID = sessionID
        self.address = address
        self.place = place
        content = item[MessageAttribute.content]?.string ?? ""
        type = item[MessageAttribute.type]?.string.flatMap(MessageType.init(rawValue:)) ?? .unknown
        self.direction = direction
        media = item[MessageAttribute.media]?.list?.compactMap { MessageMedium($0) } ?? []
        metadata = item[MessageAttribute.metadata]?.map ?? [:]
        sid = item[MessageAttribute.sid]?.string
        delivery = item[MessageAttribute.deliveryStatus]?.string.flatMap(DeliveryStatus.init(rawValue:))
        errorCode = item[MessageAttribute.errorCode]?.string
    }

    var item: Item {
        var item = address.messageKey(place)
        item[MessageAttribute.id] = .string(id)
        item[MessageAttribute.sessionID] = .string(sessionID)
        item[MessageAttribute.content] = .string(content)
        item[MessageAttribute.type] = .string(type.rawValue)
        item[MessageAttribute.direction] = .string(direction.rawValue)
        if !media.isEmpty { item[MessageAttribute.media] = .list(media.map(\.value)) }
        if !metadata.isEmpty { item[MessageAttribute.metadata] = .map(metadata) }
        item[MessageAttribute.sid] = sid.map(AttributeValue.string)
        if let delivery {
            item[MessageAttribute.deliveryStatus] = .string(delivery.rawValue)
            item[MessageAttribute.deliveryRank] = .int(delivery.rank)
        }
        item[MessageAttribute.errorCode] = errorCode.map(AttributeValue.string)
        return item
    }

    var timestamp: Timestamp { place.time }

    var reference: MessageReference { MessageReference(sessionID: sessionID, place: place) }

    /// As clients get it: the original's members first, then what it did not have.
    var json: JSON {
        [
            "id": .string(id), "content": .string(content), "message_type": .string(type.rawValue),
            "direction": .string(direction.rawValue), "timestamp": .string(timestamp.description),
            "metadata": AttributeValue.map(metadata).plainJSON, "session_id": .string(sessionID),
            "media": .array(media.map(\.json)), "message_sid": sid.map(JSON.string) ?? .null,
            "status": delivery.map { .string($0.rawValue) } ?? .null,
            "error_code": errorCode.map(JSON.string) ?? .null,
        ]
    }
}
