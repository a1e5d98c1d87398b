public import Gateway
import SystemSupport
import WireFormats

/// What direct callers, and the staff by `POST /user-session`, may ask for by name: the original's service, method by method.
/// Direct callers get the bare value that the method returned.
extension WhatsApp {
    private typealias Answer = @Sendable (WhatsApp, Arguments) async throws(Failure) -> JSON

    private static let named: [(name: String, answer: Answer)] = [
        ("create_session", { (system, arguments) throws(Failure) in try await system.createSession(arguments) }),
        ("get_session_by_phone", { (system, arguments) throws(Failure) in try await system.sessionByPhone(arguments) }),
        ("get_session_by_id", { (system, arguments) throws(Failure) in try await system.sessionByID(arguments) }),
        ("update_session", { (system, arguments) throws(Failure) in try await system.updateSession(arguments) }),
        (
            "complete_session",
            { (system, arguments) throws(Failure) in try await system.end(arguments, as: .completed) }
        ),
        ("expire_session", { (system, arguments) throws(Failure) in try await system.end(arguments, as: .expired) }),
        ("add_message", { (system, arguments) throws(Failure) in try await system.addMessage(arguments) }),
        (
            "get_conversation_history",
            { (system, arguments) throws(Failure) in try await system.conversationHistory(arguments) }
        ),
        ("get_session_summary", { (system, arguments) throws(Failure) in try await system.sessionSummary(arguments) }),
        (
            "cleanup_expired_sessions",
            { (system, _) throws(Failure) in .number(JSONNumber(try await system.expireOverdue())) }
        ),
        (
            "get_active_sessions_count",
            { (system, _) throws(Failure) in .number(JSONNumber(try await system.store.activeSessionCount())) }
        ),
    ]

    public var operations: SystemOperations {
        var handlers: [String: OperationHandler] = [:]
        for (name, answer) in Self.named {
            handlers[Self.prefix + name] = { operation in
                try authorize(operation.caller)
                var response = Response.json(try await answer(self, Arguments(operation.arguments)))
                response.isBareForDirectCallers = true
                return response
            }
        }
        handlers[Self.prefix + "get_all_sessions"] = { operation in
            try authorize(operation.caller)
            return try await allSessions(Arguments(operation.arguments), operation.caller)
        }
        return SystemOperations(prefix: Self.prefix, failures: .namedField, handlers: handlers)
    }

    /// The same names where the system is off.
    public static func operations(refusing failure: Failure) -> SystemOperations {
        SystemOperations(prefix: prefix, failures: .namedField, refusing: failure)
    }

    // MARK: - Sessions

    /// `create_session {phone_number, initial_message?, context?}`: the session, and `created`. A contact who has an active
    /// session keeps it as it is, so that a repeat does no harm.
    private func createSession(_ arguments: Arguments) async throws(Failure) -> JSON {
        let address = try arguments.contactAddress()
        let context = try arguments.argumentsIfPresent("context")?.object ?? [:]
        let message = try arguments.stringIfPresent("initial_message", maximumBytes: NewMessage.maximumContent)
        let (conversation, isNew) = try await store.open(
            with: address, context: context, initial: message.map { NewMessage($0, direction: .inbound) })
        guard var session = try await withMessages(conversation).object else { return .null }
        session["created"] = .bool(isNew)
        return .object(session)
    }

    /// `get_session_by_phone {phone_number}`: the active session, or `null`.
    private func sessionByPhone(_ arguments: Arguments) async throws(Failure) -> JSON {
        guard let conversation = try await activeConversation(with: arguments.contactAddress()) else { return .null }
        return try await withMessages(conversation)
    }

    /// `get_session_by_id {session_id}`: the session, whatever its status, or `null`.
    private func sessionByID(_ arguments: Arguments) async throws(Failure) -> JSON {
        guard let conversation = try await store.conversation(ofSession: arguments.sessionID()) else { return .null }
        return try await withMessages(conversation)
    }

    /// `get_session_summary {session_id}`: the same without messages.
    private func sessionSummary(_ arguments: Arguments) async throws(Failure) -> JSON {
        try await store.conversation(ofSession: arguments.sessionID())?.json(at: effects.now()) ?? .null
    }

    /// `update_session {session_id, status?, context?, order_details?, mode?, version?}`, or all but the id in `updates`: the
    /// session as it is then, or `null` for none.
    private func updateSession(_ arguments: Arguments) async throws(Failure) -> JSON {
        let id = try arguments.sessionID()
        var change = try SessionChange(arguments, hasStatus: true)
        if let updates = try arguments.argumentsIfPresent("updates") {
            guard change == SessionChange() else {
                throw arguments.invalid("updates", "cannot go with members beside it")
            }
            change = try SessionChange(updates, hasStatus: true)
        }
        let changing = try await store.change(session: id, change)
        guard let conversation = try conversation(changing) else { return .null }
        return try await withMessages(conversation)
    }

    /// `complete_session {session_id}`, `expire_session {session_id}`: whether there is such a session.
    private func end(_ arguments: Arguments, as status: SessionStatus) async throws(Failure) -> JSON {
        switch try await store.end(session: arguments.sessionID(), as: status) {
        case .ended: return true
        case .refused(let conversation): throw Self.hasEnded(conversation.session)
        case .unknown: return false
        }
    }

    /// `get_all_sessions {limit?, cursor?, envelope?, status?, mode?}`: an array, or `{"items", "next_cursor"}` where `envelope`
    /// is true or `cursor` a member; the next page's cursor is also a header.
    private func allSessions(_ arguments: Arguments, _ caller: Caller) async throws(Failure) -> Response {
        let filter = try SessionFilter(
            status: arguments.choiceIfPresent("status"), mode: arguments.choiceIfPresent("mode"),
            refusing: { arguments.invalid("mode", $0) })
        let limit = try arguments.integerIfPresent("limit", in: Self.listLimits) ?? Self.listLimits.upperBound
        let scope = scope(of: filter.name, for: caller)
        let position = try arguments.stringIfPresent("cursor", maximumBytes: 16_384).flatMap {
            (cursor) throws(Failure) in
            WhatsAppStore.ListPosition(try cursors.verify(cursor, scope: scope))
        }
        let envelope = try arguments.booleanIfPresent("envelope")
        let (items, next) = try await list(filter, limit: limit, after: position, scope: scope)
        var response = Response.json(.array(items))
        if envelope ?? arguments.object.keys.contains("cursor") {
            response = .json(["items": .array(items), "next_cursor": next.map(JSON.string) ?? .null])
        }
        response.isBareForDirectCallers = true
        response.headers["X-Next-Cursor"] = next
        if next != nil { response.headers["Access-Control-Expose-Headers"] = "X-Next-Cursor" }
        return response
    }

    private func withMessages(_ conversation: WhatsAppStore.Conversation) async throws(Failure) -> JSON {
        let messages = try await store.latestMessages(conversation.span, limit: Self.defaultMessages).messages
        return conversation.json(at: effects.now(), messages)
    }

    // MARK: - Messages

    /// `add_message {phone_number, content, message_type?, direction?, metadata?, message_id?}`: the session that the message
    /// went into, a new one where there was none. The id is known for a week.
    private func addMessage(_ arguments: Arguments) async throws(Failure) -> JSON {
        let address = try arguments.contactAddress()
        let metadata = try arguments.argumentsIfPresent("metadata")?.object ?? [:]
        guard JSON.object(metadata).escapedSize <= NewMessage.maximumMetadata else {
            throw arguments.invalid("metadata", "must be at most \(NewMessage.maximumMetadata) bytes long as JSON")
        }
        let message = NewMessage(
            try arguments.string("content", maximumBytes: NewMessage.maximumContent, allowsEmpty: true),
            type: try arguments.choiceIfPresent("message_type") ?? .text,
            direction: try arguments.choiceIfPresent("direction") ?? .inbound, metadata: metadata)
        let id = try arguments.visibleASCIIIfPresent("message_id")
        switch try await store.append(message, with: address, id: id) {
        case .stored(let conversation, _), .repeated(let conversation, _): return try await withMessages(conversation)
        case .idTaken: throw Failure(.conflict, "message_id stands for another message")
        }
    }

    /// `get_conversation_history {phone_number, limit?}`: the latest messages of the active session, oldest first.
    private func conversationHistory(_ arguments: Arguments) async throws(Failure) -> JSON {
        let limit = try arguments.integerIfPresent("limit", in: Self.messageLimits) ?? Self.defaultMessages
        let messages = try await store.latestMessages(
            ofActiveSessionWith: try arguments.contactAddress(), limit: limit)
        return .array(messages.map(\.json))
    }
}

extension Arguments {
    fileprivate func contactAddress() throws(Failure) -> ContactAddress {
        let text = try string("phone_number")
        guard let address = ContactAddress(text) else {
            throw invalid("phone_number", "must be a number such as +14155550100, or whatsapp: and a number or id")
        }
        return address
    }

    fileprivate func sessionID() throws(Failure) -> String { try string("session_id", maximumBytes: 128) }

    func visibleASCIIIfPresent(_ name: String) throws(Failure) -> String? {
        guard let text = try stringIfPresent(name, maximumBytes: 128) else { return nil }
        guard text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw invalid(name, "may contain only visible ASCII characters")
        }
        return text
    }
}
