import AWSServices
import Gateway
import SystemSupport
import Tables
import WireFormats

extension WhatsAppStore {
    enum Settled: Sendable {
        /// The messages as stored, to be sent where the webhook's answer does not carry them.
        case done(WhatsAppSession, [WhatsAppMessage])
        /// The lease ran out and somebody else has taken over, or has ended the work: nothing was written.
        case lost
    }

    /// Stores the reply, the order and the webhook's answer, all or nothing, and once: one message has one reply.
    ///
    /// The reply to a message belongs to that message's session, also when this has ended meanwhile; then it does not count
    /// as activity.
    ///
    /// - Parameter answer: makes the webhook's answer of the messages as stored, where it names them.
    func settle(
        _ claim: ReplyClaim, _ settlement: Settlement, answer: (([WhatsAppMessage]) -> String)? = nil
    ) async throws(Failure) -> Settled {
        let address = claim.address
        let change = SessionChange(context: settlement.context, orderDetails: settlement.orderDetails)
        for _ in 0..<Self.maximumRaces {
            guard let session = try await get(table, address.sessionKey(claim.ordinal)).flatMap(WhatsAppSession.init)
            else { throw Failure(.notFound, "The session has been removed meanwhile") }
            if session.isOverdue(at: effects.now(), after: idleTime) {
                _ = try await expire(session)
                continue
            }
            let time = now()
            var messages: [WhatsAppMessage] = []
            for message in settlement.messages {
                messages.append(try stored(message, in: session, at: messages.isEmpty ? time : now()))
            }
            let after = try session.changed(by: change, at: time)
                .counting(messages.count, at: messages.last?.timestamp ?? time)
            let actions =
                [
                    finish(
                        claim, answer?(messages) ?? settlement.answer, replies: messages,
                        isToBeSent: settlement.isToBeSent)
                ] + transition(session, to: after)
                + messages.map { putNew(item(of: $0)) }
            switch try await transact(actions) {
            case .done: return .done(after, messages)
            case .refused(let reasons) where reasons.first?.isConditionFailed == true: return .lost
            case .refused: continue
            }
        }
        throw Self.busy
    }

    /// Puts the reply off: the webhook is answered without one, and whoever calls ``claimDeferred(id:inSession:)`` replies;
    /// the sweep if nobody does soon.
    ///
    /// - Returns: false when the claim was lost.
    func putOff(_ claim: ReplyClaim, answer: String) async throws(Failure) -> Bool {
        var set = Receipt.due(claim.receiptID, at: now().milliseconds)
        set[ReceiptAttribute.state] = .string(Receipt.State.deferred.rawValue)
        set[ReceiptAttribute.answer] = .string(answer)
        return try await update(
            table, claim.address.receiptKey(claim.receiptID),
            Update(set: set, remove: [ReceiptAttribute.leaseOwner, ReceiptAttribute.leaseUntil]),
            if: isHeld(claim, .pending)) != nil
    }

    private func finish(
        _ claim: ReplyClaim, _ answer: String, replies: [WhatsAppMessage], isToBeSent: Bool
    ) -> TransactAction {
        var update = Update(
            set: [
                ReceiptAttribute.state: .string((isToBeSent ? Receipt.State.sending : .settled).rawValue),
                ReceiptAttribute.replies: .list(replies.map { .string($0.place.sort) }),
            ], setIfAbsent: [ReceiptAttribute.answer: .string(answer)])
        if !isToBeSent { update.remove = Receipt.unsettledAttributes }
        return .update(
            table: table, key: claim.address.receiptKey(claim.receiptID), update,
            if: .any([isHeld(claim, .pending), isHeld(claim, .deferred)]))
    }

    func isHeld(_ claim: ReplyClaim, _ state: Receipt.State) -> Condition {
        .all([
            .equals(ReceiptAttribute.state, .string(state.rawValue)),
            .equals(ReceiptAttribute.leaseOwner, .string(claim.leaseOwner)),
        ])
    }
}
