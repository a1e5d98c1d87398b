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

    /// What there is to do for a message whose webhook has been answered without a reply, or that we are to send.
    enum Deferral: Sendable, Hashable {
        case claimed(Arrival)
        /// The reply is stored. Somebody began to send these messages and did not end, so some may have been sent.
        case unsent(ReplyClaim, [WhatsAppMessage])
        /// Somebody is at it right now.
        case underWay
        /// Nothing is left to do.
        case settled
    }

    /// Stores the message, in the current session or a new one, and claims the reply; or finds what became of it when it was
    /// handed over before. May be asked again until the reply is there.
    func receive(_ delivery: InboundDelivery) async throws(Failure) -> Reception {
        let addresses = [delivery.address] + (delivery.otherAddress.map { [$0] } ?? [])
        for _ in 0..<Self.maximumRaces {
            let known = try await known(addresses, receipt: delivery.sid)
            if let receipt = known.receipt {
                if let reception = try await resume(receipt) { return reception }
                continue
            }
            guard let (address, link) = try await linked(delivery, known) else { continue }
            var message = delivery.message
            message.sid = delivery.sid
            var entry = try await entry(
                message, with: address, known.contacts[address], profileName: delivery.profileName,
                phone: delivery.address.phone ?? delivery.otherAddress?.phone)
            if let link { entry.actions += [putNew(link.items.contact), putNew(link.items.messages)] }
            let claim = ReplyClaim(
                address: address, receiptID: delivery.sid, leaseOwner: newLeaseOwner(), ordinal: entry.session.ordinal)
            let receipt = Receipt(
                address: address, id: delivery.sid, state: .pending, sessionID: entry.session.id,
                place: entry.message.place, leaseOwner: claim.leaseOwner,
                leaseUntil: Int(leaseEnd(from: entry.message.timestamp).milliseconds))
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

    /// Claims a reply that was put off, or whose sending or whose webhook's worker came to no end.
    ///
    /// - Returns: `nil` for a message that is not known.
    func claimDeferred(id: String, inSession sessionID: String) async throws(Failure) -> Deferral? {
        guard let (address, _) = try await place(ofSession: sessionID) else { return nil }
        for _ in 0..<Self.maximumRaces {
            guard let receipt = try await receipt(id, of: address) else { return nil }
            switch receipt.state {
            case .settled: return .settled
            case .pending, .deferred, .sending: break
            }
            guard !isLeased(receipt) else { return .underWay }
            // Whoever was to answer the webhook is gone; Twilio has waited for it in vain.
            let next: Receipt.State = receipt.state == .pending ? .deferred : receipt.state
            guard let claim = try await claim(receipt, as: next) else { continue }
            guard next == .sending else { return .claimed(try await arrival(receipt, claim)) }
            return .unsent(claim, try await messages(receipt.replies, of: address))
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
        let keys = page.items.map(\.conversationKey)
        var found: [Item: Receipt] = [:]
        for receipt in try await batchGet(table, keys).compactMap(Receipt.init) where receipt.state != .settled {
            found[receipt.address.receiptKey(receipt.id)] = receipt
        }
        return keys.compactMap { found[$0] }
    }

    func receipt(_ id: String, of address: ContactAddress) async throws(Failure) -> Receipt? {
        try await get(table, address.receiptKey(id)).flatMap(Receipt.init)
    }

    /// What a webhook that comes again finds.
    ///
    /// - Returns: `nil` when what was read has changed meanwhile.
    private func resume(_ receipt: Receipt) async throws(Failure) -> Reception? {
        guard receipt.state == .pending else { return .answered(receipt) }
        guard !isLeased(receipt) else { return .underWay }
        guard let claim = try await claim(receipt, as: .pending) else { return nil }
        return .claimed(try await arrival(receipt, claim))
    }

    private func isLeased(_ receipt: Receipt) -> Bool { receipt.leaseUntil > Int(now().milliseconds) }

    /// Takes the lease of a receipt that nobody has.
    ///
    /// - Returns: `nil` when what was read has changed meanwhile.
    private func claim(_ receipt: Receipt, as state: Receipt.State) async throws(Failure) -> ReplyClaim? {
        let time = now()
        let claim = ReplyClaim(
            address: receipt.address, receiptID: receipt.id, leaseOwner: newLeaseOwner(),
            ordinal: receipt.place.ordinal)
        var update = Update(set: lease(of: receipt.id, for: claim.leaseOwner, from: time))
        if state != receipt.state {
            update.set[ReceiptAttribute.state] = .string(state.rawValue)
            update.setIfAbsent[ReceiptAttribute.answer] = ""
        }
        let isFree = Condition.any([
            .absent(ReceiptAttribute.leaseUntil),
            .lessOrEqual(ReceiptAttribute.leaseUntil, .int(Int(time.milliseconds))),
        ])
        let taken = try await self.update(
            table, receipt.address.receiptKey(receipt.id), update,
            if: .all([.equals(ReceiptAttribute.state, .string(receipt.state.rawValue)), isFree]))
        return taken == nil ? nil : claim
    }

    private func arrival(_ receipt: Receipt, _ claim: ReplyClaim) async throws(Failure) -> Arrival {
        guard let conversation = try await conversation(ofSession: receipt.sessionID),
            let message = try await message(receipt.place, of: receipt.address)
        else { throw Failure(.notFound, "The message has been removed meanwhile") }
        return Arrival(
            conversation: conversation, message: message, claim: claim,
            isTakenOver: receipt.state == .pending || receipt.leaseOwner != nil)
    }

    func newLeaseOwner() -> String { hexadecimal(effects.randomBytes(8)) }
}
