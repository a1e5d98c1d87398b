import AWSServices
import Gateway
import HTTPTransport
import Logging
import SystemSupport
import Tables
import WireFormats

/// The items of system 004, on whatever engine. Each aspect is an extension in a file of its own.
///
/// All of a contact lies in one partition and is read consistently. A message, what counts it, the session that it opens and
/// the receipt that makes a repeat harmless are written in one transaction; so is a reply with the order it confirms. Nothing
/// here sends anything.
struct WhatsAppStore: Store {
    let tables: any Tables
    let schema: ConversationsSchema
    let effects: Effects
    let clock: OrderedClock
    /// A session without activity for longer than this is over.
    let idleTime: Duration
    /// Days after which messages and ended sessions may be removed; `nil` for never.
    let retentionDays: Int?
    let sleep: @Sendable (Duration) async throws -> Void
    let log: Logger
    /// Of sessions that have been looked up or listed.
    let places = SessionPlaces()

    /// How often a change is begun anew because what it was based on has changed meanwhile.
    static let maximumRaces = 50
    /// How long a reply may take where the invocation has no deadline.
    private static let lease: Duration = .seconds(60)

    var table: String { schema.table }

    func now() -> Timestamp { clock.now() }

    /// When what is stored at a time may be removed.
    func expiry(from time: Timestamp) -> AttributeValue? {
        retentionDays.map { .int((time + .seconds($0 * 86_400)).seconds) }
    }

    /// When a lease taken now ends: with the invocation, which its holder does not outlive.
    func leaseEnd(from time: Timestamp) -> Timestamp {
        time + (InvocationScope.deadline.map { max(.zero, $0 - .now) } ?? Self.lease)
    }

    /// A lease that begins now, as attributes of a receipt.
    func lease(of receiptID: String, for owner: String, from time: Timestamp) -> Item {
        let end = leaseEnd(from: time)
        var lease = Receipt.due(receiptID, at: end.milliseconds)
        lease[ReceiptAttribute.leaseOwner] = .string(owner)
        lease[ReceiptAttribute.leaseUntil] = .int(Int(end.milliseconds))
        return lease
    }
}

// MARK: - Reads

extension WhatsAppStore {
    /// A contact, with their session.
    struct Conversation: Sendable, Hashable {
        var contact: Contact
        var session: WhatsAppSession
    }

    /// The contact's current session, or the last one. One that is overdue is expired by that.
    func conversation(with address: ContactAddress) async throws(Failure) -> Conversation? {
        guard let contact = try await contact(address) else { return nil }
        return try await conversation(contact.address, contact.sessionOrdinal, contact)
    }

    /// The session with that id, whatever its status. One that is overdue is expired by that.
    func conversation(ofSession id: String) async throws(Failure) -> Conversation? {
        guard let (address, ordinal) = try await place(ofSession: id) else { return nil }
        return try await conversation(address, ordinal, nil)
    }

    /// Whose session it is, and which of theirs.
    func place(ofSession id: String) async throws(Failure) -> (ContactAddress, ordinal: Int)? {
        if let place = places[id] { return place }
        guard WhatsAppSession.isID(id), let item = try await get(table, LookupKey.session(id)),
            let address = item[LookupAttribute.address]?.string.flatMap({ ContactAddress(stored: $0) }),
            let ordinal = item[LookupAttribute.ordinal]?.int
        else { return nil }
        places.note(id, address, ordinal: ordinal)
        return (address, ordinal)
    }

    private func conversation(
        _ address: ContactAddress, _ ordinal: Int, _ known: Contact?
    ) async throws(Failure) -> Conversation? {
        var known = known
        for _ in 0..<Self.maximumRaces {
            var keys = [address.sessionKey(ordinal)]
            if known == nil { keys.append(address.contactKey) }
            let items = try await batchGet(table, keys)
            guard let session = items.lazy.compactMap(WhatsAppSession.init).first else { return nil }
            var contact = known ?? items.lazy.compactMap(Contact.init).first
            if contact == nil, let link = items.lazy.compactMap(ContactLink.init).first {
                contact = try await self.contact(link.target)
            }
            let owner = contact ?? Contact(ofRemaining: session)
            guard session.isOverdue(at: effects.now(), after: idleTime) else {
                return Conversation(contact: owner, session: session)
            }
            if let expired = try await expire(session) { return Conversation(contact: owner, session: expired) }
            known = nil
        }
        throw Self.busy
    }
}
