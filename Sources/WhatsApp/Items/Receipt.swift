import AWSServices
import SystemSupport
import WireFormats

/// What is known of a message that somebody handed in under an id: that it has been stored, and what becomes of the reply.
/// Whatever is handed in again under the same id finds this.
struct Receipt: Sendable, Hashable {
    enum State: String, Sendable {
        /// Whoever holds the lease is finding a reply.
        case pending
        /// The webhook has been answered without one; it is to be sent later, by whoever takes the lease.
        case deferred
        /// The reply is stored, and is on its way to Twilio by whoever holds the lease.
        case sending
        /// The reply is stored and sent, or there is none.
        case settled
    }

    /// For how long the same id is known: Twilio gives up repeating a webhook long before.
    static let lifetime: Duration = .seconds(7 * 86_400)

    let address: ContactAddress
    /// `MessageSid`, or an id that a caller of an operation chose.
    let id: String
    var state: State
    let sessionID: String
    /// Of the message that came in.
    let place: MessagePlace
    var digest: String?
    var leaseOwner: String?
    /// Epoch milliseconds; 0 for nobody.
    var leaseUntil: Int
    /// What the webhook answered, the same each time.
    var answer: String?
    /// The messages that make up the reply, in order.
    var replies: [MessagePlace]

    init(
        address: ContactAddress, id: String, state: State, sessionID: String, place: MessagePlace,
        digest: String? = nil,
        leaseOwner: String? = nil, leaseUntil: Int = 0, answer: String? = nil, replies: [MessagePlace] = []
    ) {
        self.address = address
        self.id = id
        self.state = state
        self.sessionID = sessionID
        self.place = place
        self.digest = digest
        self.leaseOwner = leaseOwner
        self.leaseUntil = leaseUntil
        self.answer = answer
        self.replies = replies
    }

    /// In the list of replies that somebody has to see to, by when.
    static let duePartition: AttributeValue = "wa#due"

    /// What a settled receipt does not have.
    static let unsettledAttributes: ExactSet = [
        ReceiptAttribute.leaseOwner, ReceiptAttribute.leaseUntil, ConversationAttribute.listPartition,
        ConversationAttribute.listSort,
    ]

    /// Puts a receipt into that list.
    ///
    /// - Parameter milliseconds: since 1970.
    static func due(_ id: String, at milliseconds: Int64) -> Item {
        [
            ConversationAttribute.listPartition: duePartition,
            ConversationAttribute.listSort: .string("\(Timestamp(microseconds: milliseconds * 1000))#\(id)"),
        ]
    }

    init?(_ item: Item) {
        guard let address = ContactAddress(item), let sort = item[ConversationAttribute.sort]?.string,
            let id = sort.removingBytePrefix(ContactAddress.receiptPrefix),
            let state = item[ReceiptAttribute.state]?.string.flatMap(State.init(rawValue:)),
            let sessionID = item[ReceiptAttribute.sessionID]?.string,
            let place = item[ReceiptAttribute.messageSort]?.string.flatMap(MessagePlace.init(sort:))
        else { return nil }
        self.init(
            address: address, id: id, state: state,
            sessionID: sessionID, place: place, digest: item[ReceiptAttribute.digest]?.string,
            leaseOwner: item[ReceiptAttribute.leaseOwner]?.string,
            leaseUntil: item[ReceiptAttribute.leaseUntil]?.int ?? 0, answer: item[ReceiptAttribute.answer]?.string,
            replies: item[ReceiptAttribute.replies]?.list?.compactMap { $0.string.flatMap(MessagePlace.init(sort:)) }
                ?? [])
    }

    func item(storedAt time: Timestamp) -> Item {
        var item = address.receiptKey(id)
        if state != .settled { item.merge(Self.due(id, at: Int64(leaseUntil))) { $1 } }
        item[ReceiptAttribute.state] = .string(state.rawValue)
        item[ReceiptAttribute.sessionID] = .string(sessionID)
        item[ReceiptAttribute.messageSort] = .string(place.sort)
        item[ReceiptAttribute.digest] = digest.map(AttributeValue.string)
        item[ReceiptAttribute.leaseOwner] = leaseOwner.map(AttributeValue.string)
        if leaseUntil > 0 { item[ReceiptAttribute.leaseUntil] = .int(leaseUntil) }
        item[ReceiptAttribute.answer] = answer.map(AttributeValue.string)
        if !replies.isEmpty { item[ReceiptAttribute.replies] = .list(replies.map { .string($0.sort) }) }
        item[ConversationAttribute.expiry] = .int((time + Self.lifetime).seconds)
        return item
    }
}
