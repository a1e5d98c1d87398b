import AWSServices
import Gateway
import SystemSupport
import Tables
import WireFormats

/// Storing a message in the contact's current session, or in a new one.
extension WhatsAppStore {
    /// A message and where it goes, with all that is written for it.
    struct Entry: Sendable {
        var contact: Contact
        /// With the message counted.
        var session: WhatsAppSession
        var message: WhatsAppMessage
        var isNewSession: Bool
        var actions: [TransactAction]
    }

    /// What `append` did.
    enum Appending: Sendable {
        case stored(Conversation, WhatsAppMessage)
        /// The id stands for the same message already.
        case repeated(Conversation, WhatsAppMessage)
        /// The id stands for another message.
        case idTaken
    }

    /// Stores a message to or from a contact, for whoever has it to tell: no reply is waited for.
    ///
    /// - Parameter id: makes a repeat store nothing; chosen by the caller.
    func append(
        _ message: NewMessage, with address: ContactAddress, id: String? = nil
    ) async throws(Failure) -> Appending {
        let receiptID = id.map { "id:\($0)" }
        let digest = RequestDigest.of([
            .string(message.content), .string(message.type.rawValue), .string(message.direction.rawValue),
            .object(message.metadata),
        ])
        for _ in 0..<Self.maximumRaces {
            let known = try await known([address], receipt: receiptID)
            let end = known.end(of: address)
            if let receipt = known.receipt {
                guard receipt.digest?.hasSameBytes(as: digest) == true else { return .idTaken }
                return try await repeated(receipt)
            }
            var entry = try await entry(message, with: end, known.contacts[end])
            if let receiptID {
                let receipt = Receipt(
                    address: end, id: receiptID, state: .settled, sessionID: entry.session.id,
                    place: entry.message.place, digest: digest)
                entry.actions.append(putNew(receipt.item(storedAt: entry.message.timestamp)))
            }
            if case .done = try await transact(entry.actions) {
                return .stored(Conversation(contact: entry.contact, session: entry.session), entry.message)
            }
        }
        throw Self.busy
    }

    private func repeated(_ receipt: Receipt) async throws(Failure) -> Appending {
        guard let conversation = try await conversation(ofSession: receipt.sessionID),
            let message = try await message(receipt.place, of: receipt.address)
        else { throw Failure(.conflict, "The message with this id has been removed meanwhile") }
        return .repeated(conversation, message)
    }

    /// A session for the contact: the current one as it is, or a new one with what is given.
    ///
    /// - Returns: the conversation, and whether it was begun.
    func open(
        with given: ContactAddress, context: JSONObject, initial message: NewMessage?
    ) async throws(Failure) -> (conversation: Conversation, isNew: Bool) {
        for _ in 0..<Self.maximumRaces {
            let known = try await known([given])
            let address = known.end(of: given)
            let contact = known.contacts[address]
            let last = try await lastSession(of: contact, address)
            let time = now()
            if let contact, let last, last.status == .active, !last.isOverdue(at: time, after: idleTime) {
                return (Conversation(contact: contact, session: last), false)
            }
            var (session, contactAfter, actions) = beginning(
                with: address, contact, last, at: time, isInbound: message?.direction == .inbound, profileName: nil)
            session = try session.changed(by: SessionChange(context: context), at: time)
            if let message {
                session.messageCount = 1
                actions.append(putNew(item(of: try stored(message, in: session, at: time))))
            }
            actions.append(putNew(session.item))
            if case .done = try await transact(actions) {
                return (Conversation(contact: contactAfter, session: session), true)
            }
        }
        throw Self.busy
    }

    /// - Parameters:
    ///   - contact: as just read.
    ///   - phone: of whoever wrote, where they are known by an id.
    func entry(
        _ message: NewMessage, with address: ContactAddress, _ contact: Contact?, profileName: String? = nil,
        phone: String? = nil
    ) async throws(Failure) -> Entry {
        let last = try await lastSession(of: contact, address)
        let time = now()
        let isInbound = message.direction == .inbound
        if var contact, let last, last.status == .active, !last.isOverdue(at: time, after: idleTime) {
            let session = last.counting(1, at: time)
            let stored = try stored(message, in: session, at: time)
            var actions = transition(last, to: session) + [putNew(item(of: stored))]
            actions += touching(contact, at: time, isInbound: isInbound, profileName, phone)
            if isInbound { contact.lastInboundAt = time }
            contact.profileName = profileName ?? contact.profileName
            contact.phone = contact.phone ?? phone
            return Entry(
                contact: contact, session: session, message: stored, isNewSession: false, actions: actions)
        }
        var (session, contactAfter, actions) = beginning(
            with: address, contact, last, at: time, isInbound: isInbound, profileName: profileName, phone: phone)
        session.messageCount = 1
        let stored = try stored(message, in: session, at: time)
        actions += [putNew(session.item), putNew(item(of: stored))]
        return Entry(contact: contactAfter, session: session, message: stored, isNewSession: true, actions: actions)
    }

    /// What a message in a session that goes on changes of the contact.
    private func touching(
        _ contact: Contact, at time: Timestamp, isInbound: Bool, _ profileName: String?, _ phone: String?
    ) -> [TransactAction] {
        var update = Update()
        if isInbound { update.set[ContactAttribute.lastInboundAt] = .string(time.description) }
        update.set[ContactAttribute.profileName] = profileName.map(AttributeValue.string)
        if contact.phone == nil { update.set[ContactAttribute.phone] = phone.map(AttributeValue.string) }
        update.set[ConversationAttribute.expiry] = contactExpiry(contact, from: time)
        guard update != Update() else { return [] }
        return [.update(table: table, key: contact.address.contactKey, update, if: isAsRead(contact))]
    }

    func isAsRead(_ contact: Contact) -> Condition {
        .all([
            .equals(ContactAttribute.sessionOrdinal, .int(contact.sessionOrdinal)),
            contact.hasOptedOut ? .exists(ContactAttribute.optedOutAt) : .absent(ContactAttribute.optedOutAt),
        ])
    }

    /// A contact is kept beyond their sessions, which it counts; who wants no messages is kept for good.
    private func contactExpiry(_ contact: Contact, from time: Timestamp) -> AttributeValue? {
        contact.hasOptedOut ? nil : expiry(from: time + .seconds(30 * 86_400))
    }

    // MARK: - A session begins

    /// The session that the contact's number points at; where there is no contact any more, the last one that is left.
    private func lastSession(
        of contact: Contact?, _ address: ContactAddress
    ) async throws(Failure) -> WhatsAppSession? {
        if let contact {
            return try await get(table, address.sessionKey(contact.sessionOrdinal)).flatMap(WhatsAppSession.init)
        }
        return try await page(
            Query(
                table: table, partition: address.partition, range: .beginsWith(ContactAddress.sessionPrefix),
                descending: true, limit: 1, consistent: true)
        ).items.lazy.compactMap(WhatsAppSession.init).first
    }

    /// A new session, and all that is written for it but its own item.
    private func beginning(
        with address: ContactAddress, _ contact: Contact?, _ last: WhatsAppSession?, at time: Timestamp,
        isInbound: Bool, profileName: String?, phone: String? = nil
    ) -> (WhatsAppSession, Contact, [TransactAction]) {
        let before = max(contact?.sessionOrdinal ?? 0, last?.ordinal ?? 0)
        let session = WhatsAppSession(
            id: effects.uuid(), address: address, ordinal: before + 1, at: time, previousID: last?.id)
        var actions: [TransactAction] = []
        // An active one is overdue here.
        if let last, last.status == .active { actions = expiring(last).1 }
        actions.append(
            putNew(
                LookupKey.session(session.id).merging([
                    LookupAttribute.address: .string(address.description),
                    LookupAttribute.ordinal: .int(session.ordinal),
                ]) { $1 }))
        var after = contact ?? Contact(address: address, sessionOrdinal: 0)
        after.sessionOrdinal = session.ordinal
        after.profileName = profileName ?? after.profileName
        after.phone = after.phone ?? phone
        var update = Update(set: [ContactAttribute.sessionOrdinal: .int(session.ordinal)])
        update.set[ContactAttribute.phone] = after.phone.map(AttributeValue.string)
        update.set[ContactAttribute.profileName] = profileName.map(AttributeValue.string)
        update.set[ConversationAttribute.expiry] = contactExpiry(after, from: time)
        if isInbound {
            after.lastInboundAt = time
            update.set[ContactAttribute.lastInboundAt] = .string(time.description)
        }
        actions.append(
            .update(
                table: table, key: address.contactKey, update,
                if: contact.map(isAsRead) ?? .absent(ConversationAttribute.partition)))
        return (session, after, actions)
    }

    // MARK: - A message

    /// - Throws: 400 for metadata that cannot be stored.
    func stored(
        _ message: NewMessage, in session: WhatsAppSession, at time: Timestamp
    ) throws(Failure) -> WhatsAppMessage {
        let place = MessagePlace(
            ordinal: session.ordinal, time: time, tieBreak: hexadecimal(effects.randomBytes(4)))
        return WhatsAppMessage(
            id: MessageID.make(for: place, random: effects.randomBytes(5)), sessionID: session.id,
            address: session.address, place: place, message,
            metadata: try PlainMembers.stored(message.metadata, field: "metadata"))
    }

    func item(of message: WhatsAppMessage) -> Item {
        var item = message.item
        item[ConversationAttribute.expiry] = expiry(from: message.timestamp)
        return item
    }
}
