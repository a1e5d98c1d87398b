import AWSServices
import Gateway
import SystemSupport
import Tables
import WireFormats

/// What is to be different about a session, beside its messages.
struct SessionChange: Sendable, Hashable {
    /// Ends the session.
    var status: SessionStatus?
    /// Only of an active session.
    var mode: SessionMode?
    /// Merged into the context; `null` removes.
    var context: JSONObject = [:]
    /// Takes the place of the order.
    var orderDetails: JSON?
    /// The version that the change is based on; `nil` for any.
    var version: Int?

    /// Of a context after a change, and of an order, each in bytes as JSON in a string of JSON.
    static let maximumSize = 65_536
}

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
    /// - Returns: false when there is no such contact.
    func setOptedOut(_ hasOptedOut: Bool, _ address: ContactAddress) async throws(Failure) -> Bool {
        var update = Update()
        if hasOptedOut {
            update.setIfAbsent[ContactAttribute.optedOutAt] = .string(now().description)
            // What they asked for is remembered.
            update.remove = [ConversationAttribute.expiry]
        } else {
            update.remove = [ContactAttribute.optedOutAt]
        }
        return try await self.update(
            table, address.contactKey, update, if: .exists(ContactAttribute.sessionOrdinal)) != nil
    }
}

extension WhatsAppSession {
    /// With context, order and mode as the change says. The first two count as activity unless the session has ended.
    ///
    /// - Throws: 400 for a context or order that cannot be stored.
    func changed(by change: SessionChange, at time: Timestamp) throws(Failure) -> WhatsAppSession {
        var session = self
        for (name, value) in try PlainMembers.stored(change.context, field: "context") {
            session.context[name] = value == .null ? nil : value
        }
        if let order = change.orderDetails {
            session.orderDetails = try PlainMembers.stored(order, field: "order_details")
        }
        try Self.check(.map(session.context), "context")
        try session.orderDetails.map { (order) throws(Failure) in try Self.check(order, "order_details") }
        let isActivity = !change.context.isEmpty || change.orderDetails != nil
        if isActivity, status == .active { session.lastActivity = max(lastActivity, time) }
        if let mode = change.mode { session.mode = mode }
        if isActivity || session.mode != mode { session.version += 1 }
        return session
    }

    private static func check(_ value: AttributeValue, _ field: String) throws(Failure) {
        guard value.plainJSON.escapedSize <= SessionChange.maximumSize else {
            throw Failure(
                .invalid(field: field), "\(field) must be at most \(SessionChange.maximumSize) bytes long as JSON")
        }
    }
}
