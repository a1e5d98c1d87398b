import AWSServices
import Gateway
import SystemSupport
import Tables
import WireFormats

/// Messages that we send by ourselves: stored first, then given to Twilio, then noted as such. Between the two a receipt says
/// that they are on their way, so that whoever takes over knows what may have been sent.
extension WhatsAppStore {
    /// How long the sweep leaves alone what somebody has just failed to do.
    private static let sweepDelay: Duration = .seconds(60)

    /// What `enqueue` did.
    enum Queueing: Sendable {
        /// Stored, and the caller's to send.
        case stored(ReplyClaim, [WhatsAppMessage])
        /// The id stands for the same messages already.
        case repeated(Receipt)
        /// The id stands for other messages.
        case idTaken
        case unknownSession
    }

    static func receiptID(ofSending id: String) -> String { "out:\(id)" }

    /// Stores messages to a contact in one of their sessions, to be sent by the caller.
    ///
    /// - Parameters:
    ///   - id: makes a repeat store nothing; chosen by the caller.
    ///   - change: made to the session with them, where it is active.
    ///   - isAllowed: throws where they must not be sent; not asked for a repeat.
    func enqueue(
        _ messages: [NewMessage], inSession sessionID: String, id: String, change: SessionChange = SessionChange(),
        if isAllowed: (Conversation) throws(Failure) -> Void
    ) async throws(Failure) -> Queueing {
        let digest = RequestDigest.of(
            .array(messages.map { [.string($0.content), .string($0.type.rawValue), .object($0.metadata)] }))
        let receiptID = Self.receiptID(ofSending: id)
        for _ in 0..<Self.maximumRaces {
            guard let conversation = try await conversation(ofSession: sessionID) else { return .unknownSession }
            let session = conversation.session
            if let receipt = try await receipt(receiptID, of: session.address) {
                return receipt.digest?.hasSameBytes(as: digest) == true && receipt.sessionID.hasSameBytes(as: sessionID)
                    ? .repeated(receipt) : .idTaken
            }
            try isAllowed(conversation)
            var stored: [WhatsAppMessage] = []
            for message in messages { stored.append(try self.stored(message, in: session, at: now())) }
            guard let first = stored.first, let last = stored.last else {
                throw Failure(.badRequest, "There is nothing to send")
            }
            let changed = session.status == .active ? try session.changed(by: change, at: last.timestamp) : session
            let claim = ReplyClaim(
                address: session.address, receiptID: receiptID, leaseOwner: newLeaseOwner(), ordinal: session.ordinal)
            let receipt = Receipt(
                address: session.address, id: receiptID, state: .sending, sessionID: session.id, place: first.place,
                digest: digest, leaseOwner: claim.leaseOwner,
                leaseUntil: Int(leaseEnd(from: last.timestamp).milliseconds), replies: stored.map(\.place))
            let actions =
                [putNew(receipt.item(storedAt: last.timestamp))]
                + transition(session, to: changed.counting(stored.count, at: last.timestamp))
                + stored.map { putNew(item(of: $0)) }
            if case .done = try await transact(actions) { return .stored(claim, stored) }
        }
        throw Self.busy
    }

    /// Ends the sending: nobody has to look after it any more.
    func finishSending(_ claim: ReplyClaim) async throws(Failure) {
        try await update(
            table, claim.address.receiptKey(claim.receiptID),
            Update(
                set: [ReceiptAttribute.state: .string(Receipt.State.settled.rawValue)],
                remove: Receipt.unsettledAttributes),
            if: isHeld(claim, .sending))
    }

    /// Gives the claim back: somebody else may go on after a while.
    func release(_ claim: ReplyClaim) async throws(Failure) {
        try await update(
            table, claim.address.receiptKey(claim.receiptID),
            Update(
                set: Receipt.due(claim.receiptID, at: (now() + Self.sweepDelay).milliseconds),
                remove: [ReceiptAttribute.leaseOwner, ReceiptAttribute.leaseUntil]),
            if: .any([isHeld(claim, .pending), isHeld(claim, .deferred), isHeld(claim, .sending)]))
    }

    /// Notes that a message will not be sent, and why.
    func fail(_ message: WhatsAppMessage, code: String) async throws(Failure) {
        try await update(
            table, message.address.messageKey(message.place),
            Update(set: [
                MessageAttribute.deliveryStatus: .string(DeliveryStatus.failed.rawValue),
                MessageAttribute.deliveryRank: .int(DeliveryStatus.failed.rank),
                MessageAttribute.errorCode: .string(code),
            ]),
            if: .all([.exists(MessageAttribute.deliveryStatus), .absent(MessageAttribute.sid)]))
    }

    /// Whether another message than this is known to be Twilio's with that id.
    func isOfAnother(_ sid: String, than message: WhatsAppMessage) async throws(Failure) -> Bool {
        guard let item = try await get(table, LookupKey.sentMessage(sid)) else { return false }
        return item[LookupAttribute.messageSort] != .string(message.place.sort)
            || item[LookupAttribute.address] != .string(message.address.description)
    }
}
