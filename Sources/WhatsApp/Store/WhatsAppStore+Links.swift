import AWSServices
import Gateway
import SystemSupport
import Tables
import WireFormats

/// One person with two addresses: a number, and an id that WhatsApp made up for them. A message that names both links them, and
/// from then on either leads to the one contact, with its session, its order and its wish to get no messages.
extension WhatsAppStore {
    /// What is stored about addresses, and about those that they lead to.
    struct Known: Sendable {
        fileprivate(set) var contacts: [ContactAddress: Contact] = [:]
        fileprivate var targets: [ContactAddress: ContactAddress] = [:]
        /// With the id that was asked for, of any of them.
        fileprivate(set) var receipt: Receipt?

        /// Where the contact is, or belongs, who is known by an address.
        func end(of address: ContactAddress) -> ContactAddress {
            var end = address
            // As many steps as there are links at most, should they ever lead in a circle.
            for _ in targets { end = targets[end] ?? end }
            return end
        }

        fileprivate mutating func add(_ item: Item) {
            if let found = Receipt(item) {
                receipt = found
            } else if let link = ContactLink(item) {
                targets[link.address] = link.target
            } else if let contact = Contact(item) {
                contacts[contact.address] = contact
            }
        }
    }

    /// One call, and another one where an address leads elsewhere than to one of the others.
    func known(_ addresses: [ContactAddress], receipt id: String? = nil) async throws(Failure) -> Known {
        var known = Known()
        var read: Set<ContactAddress> = []
        var next = addresses
        while !next.isEmpty {
            read.formUnion(next)
            for item in try await batchGet(
                table, next.flatMap { address in [address.contactKey] + (id.map { [address.receiptKey($0)] } ?? []) })
            {
                known.add(item)
            }
            next = Array(Set(known.targets.values).subtracting(read))
        }
        return known
    }

    func contact(_ address: ContactAddress) async throws(Failure) -> Contact? {
        var address = address
        var read: Set<ContactAddress> = []
        while read.insert(address).inserted, let item = try await get(table, address.contactKey) {
            guard let link = ContactLink(item) else { return Contact(item) }
            address = link.target
        }
        return nil
    }

    /// Where a message goes that names one address or two of a person, and the link that is to be written with it.
    ///
    /// - Returns: `nil` when two contacts have become one: what was read has changed.
    func linked(
        _ delivery: InboundDelivery, _ known: Known
    ) async throws(Failure) -> (address: ContactAddress, link: ContactLink?)? {
        let end = known.end(of: delivery.address)
        guard let other = delivery.otherAddress.map(known.end), other != end else { return (end, nil) }
        switch (known.contacts[end], known.contacts[other]) {
        case (let contact?, let otherContact?):
            try await merge(contact, otherContact)
            return nil
        case (nil, _?): return (other, ContactLink(end, to: other))
        case (_?, nil): return (end, ContactLink(other, to: end))
        case (nil, nil):
            // The number comes first: people look for it.
            return end.phone == nil && other.phone != nil
                ? (other, ContactLink(end, to: other)) : (end, ContactLink(other, to: end))
        }
    }

    /// Makes two contacts one, who turn out to be the same person. The one whose session goes on is kept; where both go on or
    /// neither does, the one with the number.
    ///
    /// All that was said stays where it is. An active session of the other one is completed, and its order, its context and who
    /// answers go over where the kept session has none. Who has opted out as either has opted out.
    private func merge(_ first: Contact, _ second: Contact) async throws(Failure) {
        let time = now()
        let sessions = try await sessions([first, second].map { $0.address.sessionKey($0.sessionOrdinal) })
        func session(of contact: Contact) -> WhatsAppSession? {
            sessions.first {
                $0.address == contact.address && $0.status == .active && !$0.isOverdue(at: time, after: idleTime)
            }
        }
        let isFirstKept =
            switch (session(of: first) != nil, session(of: second) != nil) {
            case (true, false): true
            case (false, true): false
            default: first.address.phone != nil || second.address.phone == nil
            }
        let (kept, absorbed) = isFirstKept ? (first, second) : (second, first)
        let link = ContactLink(absorbed.address, to: kept.address).items
        let former = try await get(table, absorbed.address.formerAddressesKey).flatMap(FormerAddresses.init)
        var actions: [TransactAction] = [
            .put(table: table, item: link.contact, if: isAsRead(absorbed)),
            .put(table: table, item: link.messages),
            .update(
                table: table, key: kept.address.formerAddressesKey,
                FormerAddresses.adding([absorbed.address] + (former?.latestFirst ?? []))),
            .update(
                table: table, key: kept.address.contactKey, absorbing(absorbed, into: kept), if: isAsRead(kept)),
        ]
        if let ending = session(of: absorbed) {
            if let going = session(of: kept) { actions += transition(going, to: going.inheriting(ending)) }
            actions += transition(ending, to: ending.ended(as: .completed, at: time))
        }
        // Where it is refused, somebody else has been faster, or has written meanwhile.
        _ = try await transact(actions)
    }

    private func absorbing(_ absorbed: Contact, into kept: Contact) -> Update {
        var update = Update(set: [ContactAttribute.sessionOrdinal: .int(kept.sessionOrdinal)])
        update.set[ContactAttribute.lastInboundAt] = [kept.lastInboundAt, absorbed.lastInboundAt].compactMap(\.self)
            .max()
            .map { .string($0.description) }
        if kept.profileName == nil {
            update.set[ContactAttribute.profileName] = absorbed.profileName.map { .string($0) }
        }
        if kept.phone == nil { update.set[ContactAttribute.phone] = absorbed.phone.map { .string($0) } }
        if let optedOutAt = absorbed.optedOutAt, !kept.hasOptedOut {
            update.set[ContactAttribute.optedOutAt] = .string(optedOutAt.description)
            update.remove = [ConversationAttribute.expiry]
        }
        return update
    }
}

extension WhatsAppSession {
    /// With what it lacks of another session that ends in its favour.
    fileprivate func inheriting(_ other: WhatsAppSession) -> WhatsAppSession {
        var session = self
        session.context.merge(other.context) { own, _ in own }
        session.orderDetails = orderDetails ?? other.orderDetails
        if other.mode == .human { session.mode = .human }
        if session != self { session.version += 1 }
        return session
    }
}
