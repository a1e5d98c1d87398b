import AWSServices
import Gateway
import SystemSupport
import Tables
import WireFormats

extension WhatsAppStore {
    enum Changing: Sendable, Hashable {
        case done(Conversation)
        /// It has another version.
        case outdated(Conversation)
        /// It has ended: it cannot end otherwise, nor be handed to anybody.
        case refused(Conversation)
        case unknown
    }

    /// - Throws: 400 for a context or order that cannot be stored.
    func change(session id: String, _ change: SessionChange) async throws(Failure) -> Changing {
        for _ in 0..<Self.maximumRaces {
            guard var conversation = try await conversation(ofSession: id) else { return .unknown }
            let session = conversation.session
            if let version = change.version, version != session.version { return .outdated(conversation) }
            if let status = change.status, !session.status.mayBecome(status) { return .refused(conversation) }
            if let mode = change.mode, mode != session.mode, session.status != .active { return .refused(conversation) }
            let time = now()
            conversation.session = try session.changed(by: change, at: time)
            if let status = change.status, status != session.status {
                conversation.session = conversation.session.ended(as: status, at: time)
            }
            let actions = transition(session, to: conversation.session)
            if actions.isEmpty { return .done(conversation) }
            if case .done = try await transact(actions) { return .done(conversation) }
        }
        throw Self.busy
    }

    /// Remembers that the contact wants no messages, or that they do again.
    ///
    /// - Parameter time: of what shows it: what they wrote, or what could not be delivered. What is older than a wish to the
    ///   contrary shows nothing any more, in whichever order the two are handled. `nil` for now.
    /// - Returns: false when there is no such contact, or when it shows nothing.
    @discardableResult
    func setOptedOut(
        _ hasOptedOut: Bool, _ address: ContactAddress, becauseOf time: Timestamp? = nil
    ) async throws(Failure) -> Bool {
        var update = Update()
        let time: AttributeValue = .string((time ?? now()).description)
        let contrary =
            hasOptedOut ? [ContactAttribute.optedInAt] : [ContactAttribute.lastOptOutAt, ContactAttribute.optedOutAt]
        var conditions: [Condition] = [.exists(ContactAttribute.sessionOrdinal)]
        for attribute in contrary { conditions.append(.any([.absent(attribute), .less(attribute, time)])) }
        if hasOptedOut {
            update.setIfAbsent[ContactAttribute.optedOutAt] = time
            update.set[ContactAttribute.lastOptOutAt] = time
            // What they asked for is remembered.
            update.remove = [ConversationAttribute.expiry]
        } else {
            update.set[ContactAttribute.optedInAt] = time
            update.remove = [ContactAttribute.optedOutAt]
        }
        var address = address
        while try await self.update(table, address.contactKey, update, if: .all(conditions)) == nil {
            // Under another address, perhaps.
            guard let contact = try await contact(address), contact.address != address else { return false }
            address = contact.address
        }
        return true
    }
}
