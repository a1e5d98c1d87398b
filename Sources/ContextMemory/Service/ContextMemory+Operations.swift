import Gateway
import WireFormats

/// Results as the original's methods returned them, for a session that is there and for one that is not.
extension ContextMemory {
    func perform(
        _ name: MemoryOperation, _ arguments: Arguments, _ memory: ConversationMemory
    ) async throws(Failure) -> JSON {
        switch name {
        case .createSession: try await createSession(arguments, memory)
        case .getSession: try await getSession(arguments, memory)
        case .addMessage: try await addMessage(arguments, memory)
        case .getRecentMessages: try await getRecentMessages(arguments, memory)
        case .getConversationContext: try await getConversationContext(arguments, memory)
        case .updateSummary: try await updateSummary(arguments, memory)
        case .getSummary: .string(try await memory.summary(of: arguments.sessionID)?.text ?? "")
        case .clearSession: .bool(try await memory.clear(arguments.sessionID))
        case .summarize: try await summarize(arguments, memory)
        }
    }

    /// True, or false when there is one already. Without `session_id` it makes one up, and an object says which.
    private func createSession(_ arguments: Arguments, _ memory: ConversationMemory) async throws(Failure) -> JSON {
        guard let id = try arguments.sessionIDIfPresent else {
            let id = memory.effects.uuid()
            return ["session_id": .string(id), "created": .bool(try await memory.create(id))]
        }
        return .bool(try await memory.create(id))
    }

    /// The session with all messages that are kept, or the last `max_messages`; null without one.
    private func getSession(_ arguments: Arguments, _ memory: ConversationMemory) async throws(Failure) -> JSON {
        let id = try arguments.sessionID
        guard let session = try await memory.session(id, messages: arguments.countIfPresent) else { return .null }
        return session.rendered(id: id)
    }

    /// True also for a repeat of the same `message_id`, which stores nothing; false without a session.
    private func addMessage(_ arguments: Arguments, _ memory: ConversationMemory) async throws(Failure) -> JSON {
        let id = try arguments.sessionID
        guard let role = ContextRole(rawValue: try arguments.string("role", maximumBytes: .max)) else {
            throw arguments.invalid(
                "role", "must be one of \(ContextRole.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        let text = try arguments.string("text", maximumBytes: .max, allowsEmpty: true)
        let messageID = try arguments.messageIDIfPresent
        return .bool(try await memory.add(text, as: role, to: id, messageID: messageID) != .noSession)
    }

    /// The last `max_messages` (5), oldest first; an empty list without a session.
    private func getRecentMessages(
        _ arguments: Arguments, _ memory: ConversationMemory
    ) async throws(Failure) -> JSON {
        let id = try arguments.sessionID
        let session = try await memory.session(id, messages: arguments.countIfPresent ?? 5)
        return .array(session?.renderedMessages ?? [])
    }

    /// A text, empty where there is nothing to show; with `format: "messages"` an object.
    private func getConversationContext(
        _ arguments: Arguments, _ memory: ConversationMemory
    ) async throws(Failure) -> JSON {
        let id = try arguments.sessionID
        let options = ContextOptions(
            maximumMessages: try arguments.countIfPresent ?? 10,
            includesSummary: try arguments.booleanIfPresent("include_summary") ?? false,
            tokenBudget: try arguments.integerIfPresent("token_budget", in: 1...1_000_000),
            allowsOrphanStart: try arguments.booleanIfPresent("orphan_start"),
            escapesRoles: try arguments.booleanIfPresent("escape_roles") ?? false)
        switch try arguments.stringIfPresent("format") ?? "text" {
        case "text": return .string(try await memory.context(of: id, options).text)
        case "messages": return try await memory.context(of: id, options).json
        default: throw arguments.invalid("format", "must be text or messages")
        }
    }

    /// True; false without a session. With `through`, 409 where the summary there covers more.
    private func updateSummary(_ arguments: Arguments, _ memory: ConversationMemory) async throws(Failure) -> JSON {
        let id = try arguments.sessionID
        let text = try arguments.string("summary", maximumBytes: .max, allowsEmpty: true)
        let through = try arguments.integerIfPresent("through", in: 0...1_000_000_000)
        switch try await memory.updateSummary(text, through: through, of: id) {
        case .updated: return true
        case .noSession: return false
        case .outdated: throw Failure(.conflict, "The summary that is there covers more messages")
        }
    }

    /// The summary, what it covers, and who made it now: `model`, `extract`, or null when there was nothing new. Null
    /// without a session.
    private func summarize(_ arguments: Arguments, _ memory: ConversationMemory) async throws(Failure) -> JSON {
        let id = try arguments.sessionID
        let fallback = try arguments.booleanIfPresent("fallback") ?? false
        guard let made = try await memory.summarize(id, fallback: fallback) else { return .null }
        return [
            "summary": .string(made.summary.text), "through": .number(JSONNumber(made.summary.through)),
            "made_by": made.maker.map { .string($0.rawValue) } ?? .null,
        ]
    }
}

extension ContextSession {
    /// As the original kept it, and what is ours: the session's id, its messages' ids and numbers, and what the summary
    /// covers.
    fileprivate func rendered(id: String) -> JSON {
        var session: JSONObject = [
            "messages": .array(renderedMessages), "summary": .string(summary?.text ?? ""),
            "created_at": .string("\(createdAt)"), "last_updated": .string("\(lastUpdated)"),
            "session_id": .string(id), "last_number": .number(JSONNumber(lastNumber)),
            "summary_through": .number(JSONNumber(summary?.through ?? 0)),
        ]
        // Only there when something is missing: clients compare the others.
        if omitted > 0 { session["omitted"] = .number(JSONNumber(omitted)) }
        return .object(session)
    }

    fileprivate var renderedMessages: [JSON] {
        messages.enumerated().map { offset, message in
            message.rendered(number: lastNumber - messages.count + 1 + offset)
        }
    }
}

/// Arguments that several operations have. Lengths are the memory's to check.
extension Arguments {
    var sessionID: String {
        get throws(Failure) { try string("session_id", maximumBytes: .max, allowsEmpty: true) }
    }

    var sessionIDIfPresent: String? {
        get throws(Failure) { try stringIfPresent("session_id", maximumBytes: .max, allowsEmpty: true) }
    }

    var messageIDIfPresent: String? {
        get throws(Failure) { try stringIfPresent("message_id", maximumBytes: .max, allowsEmpty: true) }
    }

    fileprivate var countIfPresent: Int? {
        get throws(Failure) { try integerIfPresent("max_messages", in: ConversationMemory.counts) }
    }
}
