import AWSServices
import Gateway
import SystemSupport
import Tables
import WireFormats

/// Messages coming in, each once, and who replies to them.
extension WhatsAppStore {
    /// A message that is the caller's to reply to.
    struct Arrival: Sendable, Hashable {
        var conversation: Conversation
        var message: WhatsAppMessage
        var claim: ReplyClaim
        /// Somebody else began with a reply and did not end.
        var isTakenOver: Bool
    }

    enum Reception: Sendable, Hashable {
        case claimed(Arrival)
        /// Somebody is finding a reply right now.
        case underWay
        /// The webhook's answer is in the receipt; the reply is there, or is to be sent later.
        case answered(Receipt)
    }

    /// Stores the message, in the current session or a new one, and claims the reply; or finds what became of it when it was
    /// handed over before. May be asked again until the reply is there.
    func receive(_ delivery: InboundDelivery) async throws(Failure) -> Reception {
        let address = delivery.address
        for _ in 0..<Self.maximumRaces {
            let items = try await batchGet(table, [address.contactKey, address.receiptKey(delivery.sid)])
            if let receipt = items.lazy.compactMap(Receipt.init).first {
                if let reception = try await resume(receipt, from: .pending) { return reception }
                continue
            }
            var message = delivery.message
            message.sid = delivery.sid
            var entry = try await entry(
                message, with: address, items.lazy.compactMap(Contact.init).first, profileName: delivery.profileName)
            let claim = ReplyClaim(
                address: address, receiptID: delivery.sid, leaseOwner: newLeaseOwner(), ordinal: entry.session.ordinal)
            let receipt = Receipt(
                address: address, id: delivery.sid, state: .pending, sessionID: entry.session.id,
                place: entry.message.place, leaseOwner: claim.leaseOwner,
                leaseUntil: leaseEnd(from: entry.message.timestamp))
            entry.actions.append(putNew(receipt.item(storedAt: entry.message.timestamp)))
            if case .done = try await transact(entry.actions) {
                return .claimed(
                    Arrival(
                        conversation: Conversation(contact: entry.contact, session: entry.session),
                        message: entry.message, claim: claim, isTakenOver: false))
            }
        }
        throw Self.busy
    }

    /// Claims a reply that was put off.
    ///
    /// - Returns: `nil` for a message that is not known.
    func claimDeferred(sid: String, inSession id: String) async throws(Failure) -> Reception? {
        guard let (address, _) = try await place(ofSession: id) else { return nil }
        for _ in 0..<Self.maximumRaces {
            guard let receipt = try await receipt(sid, of: address) else { return nil }
            if let reception = try await resume(receipt, from: .deferred) { return reception }
        }
        throw Self.busy
    }

    /// Messages whose reply nobody is working on although it is due: the worker died, or was never started. The oldest first;
    /// by the index, so some may have their reply by now.
    func overdueReplies(limit: Int) async throws(Failure) -> [Receipt] {
        let page = try await page(
            Query(
                table: table, index: ConversationsSchema.lists, partition: Receipt.duePartition,
                range: .lessOrEqual(.string(effects.now().description)), limit: limit))
        let keys = page.items.map { entry in
            entry.filter { [ConversationAttribute.partition, ConversationAttribute.sort].contains($0.key) }
        }
        var found: [Item: Receipt] = [:]
        for receipt in try await batchGet(table, keys).compactMap(Receipt.init) where receipt.state != .settled {
            found[receipt.address.receiptKey(receipt.id)] = receipt
        }
        return keys.compactMap { found[$0] }
    }

    /// Claims such a reply. Whoever gets it has to send it: the webhook is no longer waiting.
    func claimOverdue(_ receipt: Receipt) async throws(Failure) -> Reception {
        for _ in 0..<Self.maximumRaces {
            guard let current = try await self.receipt(receipt.id, of: receipt.address) else {
                return .answered(receipt)
            }
            if let reception = try await resume(current, from: current.state) { return reception }
        }
        throw Self.busy
    }

    func receipt(_ id: String, of address: ContactAddress) async throws(Failure) -> Receipt? {
        try await get(table, address.receiptKey(id)).flatMap(Receipt.init)
    }

    /// Takes the lease of a receipt that waits in a state.
    ///
    /// - Returns: `nil` when what was read has changed meanwhile.
    private func resume(_ receipt: Receipt, from state: Receipt.State) async throws(Failure) -> Reception? {
        switch receipt.state {
        case .settled: return .answered(receipt)
        // To the webhook it has been answered; to the one who was to send it, it is not its turn yet.
        case .deferred where state == .pending: return .answered(receipt)
        case .pending where state == .deferred: return .underWay
        case .pending, .deferred: break
        }
        let time = now()
        guard receipt.leaseUntil <= Int(time.milliseconds) else { return .underWay }
        let claim = ReplyClaim(
            address: receipt.address, receiptID: receipt.id, leaseOwner: newLeaseOwner(),
            ordinal: receipt.place.ordinal)
        let isFree = Condition.any([
            .absent(ReceiptAttribute.leaseUntil),
            .lessOrEqual(ReceiptAttribute.leaseUntil, .int(Int(time.milliseconds))),
        ])
        let end = leaseEnd(from: time)
        let taken = try await update(
            table, receipt.address.receiptKey(receipt.id),
            Update(
                set: [
                    ReceiptAttribute.leaseOwner: .string(claim.leaseOwner), ReceiptAttribute.leaseUntil: .int(end),
                ].merging(Receipt.due(receipt.id, at: Int64(end))) { $1 }),
            if: .all([.equals(ReceiptAttribute.state, .string(state.rawValue)), isFree]))
        guard taken != nil else { return nil }
        guard let conversation = try await conversation(ofSession: receipt.sessionID),
            let message = try await message(receipt.place, of: receipt.address)
        else { throw Failure(.notFound, "The message has been removed meanwhile") }
        return .claimed(
            Arrival(
                conversation: conversation, message: message, claim: claim,
                isTakenOver: state == .pending || receipt.leaseOwner != nil))
    }

    private func newLeaseOwner() -> String { hexadecimal(effects.randomBytes(8)) }
}
