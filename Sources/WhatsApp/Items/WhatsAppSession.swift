import AWSServices
import SystemSupport
import WireFormats

/// A conversation with a contact, from the first message after silence or completion to the next.
struct WhatsAppSession: Sendable, Hashable {
    /// A UUID.
    let id: String
    let address: ContactAddress
    /// Counts the contact's sessions, from 1.
    let ordinal: Int
    var status: SessionStatus
    var mode: SessionMode
    let createdAt: Timestamp
    /// Of the last message, or change of context or order.
    var lastActivity: Timestamp
    var endedAt: Timestamp?
    var messageCount: Int
    var context: Item
    var orderDetails: AttributeValue?
    var version: Int
    let previousID: String?

    /// A session that begins.
    init(id: String, address: ContactAddress, ordinal: Int, at time: Timestamp, previousID: String?) {
        self.id = id
        self.address = address
        self.ordinal = ordinal
        status = .active
        mode = .bot
        createdAt = time
        lastActivity = time
        endedAt = nil
        messageCount = 0
        context = [:]
        orderDetails = nil
        version = 0
        self.previousID = previousID
    }

    init?(_ item: Item) {
        guard let address = ContactAddress(item),
            let sort = item[ConversationAttribute.sort]?.string,
            let ordinal = sort.removingBytePrefix(ContactAddress.sessionPrefix).flatMap({ Int($0) }),
            let id = item[SessionAttribute.id]?.string,
            let status = item[SessionAttribute.status]?.string.flatMap(SessionStatus.init(rawValue:)),
            let createdAt = item[SessionAttribute.createdAt]?.string.flatMap({ Timestamp($0) }),
            let lastActivity = item[SessionAttribute.lastActivity]?.string.flatMap({ Timestamp($0) })
        else { return nil }
        self.id = id
        self.address = address
        self.ordinal = ordinal
        self.status = status
        mode = item[SessionAttribute.mode]?.string.flatMap(SessionMode.init(rawValue:)) ?? .bot
        self.createdAt = createdAt
        self.lastActivity = lastActivity
        endedAt = item[SessionAttribute.endedAt]?.string.flatMap { Timestamp($0) }
        messageCount = item[SessionAttribute.messageCount]?.int ?? 0
        context = item[SessionAttribute.context]?.map ?? [:]
        orderDetails = item[SessionAttribute.orderDetails]
        version = item[SessionAttribute.version]?.int ?? 0
        previousID = item[SessionAttribute.previousID]?.string
    }

    var item: Item {
        var item = address.sessionKey(ordinal).merging(listAttributes) { $1 }
        item[SessionAttribute.id] = .string(id)
        item[SessionAttribute.status] = .string(status.rawValue)
        item[SessionAttribute.mode] = .string(mode.rawValue)
        item[SessionAttribute.createdAt] = .string(createdAt.description)
        item[SessionAttribute.lastActivity] = .string(lastActivity.description)
        item[SessionAttribute.endedAt] = endedAt.map { .string($0.description) }
        item[SessionAttribute.messageCount] = .int(messageCount)
        item[SessionAttribute.context] = .map(context)
        item[SessionAttribute.orderDetails] = orderDetails
        item[SessionAttribute.version] = .int(version)
        item[SessionAttribute.previousID] = previousID.map(AttributeValue.string)
        return item
    }

    /// An id of ours: a UUID as it is written down.
    static func isID(_ text: some StringProtocol) -> Bool {
        text.utf8.count == 36
            && text.utf8.enumerated().allSatisfy { place, byte in
                switch byte {
                case UInt8(ascii: "-"): [8, 13, 18, 23].contains(place)
                case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"):
                    ![8, 13, 18, 23].contains(place)
                default: false
                }
            }
    }

    /// Nobody has said anything for too long, but nothing has noticed yet.
    func isOverdue(at now: Timestamp, after idleTime: Duration) -> Bool {
        status == .active && now - lastActivity > idleTime
    }
}
