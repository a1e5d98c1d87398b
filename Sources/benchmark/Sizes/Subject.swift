import WireFormats

/// Something that grows: a conversation by its messages, or a list by its entries.
struct Subject: Sendable {
    let name: String
    /// Makes one with that many entries.
    ///
    /// - Parameter id: for it, if it does not give itself one.
    /// - Returns: its id.
    let grow: @Sendable (SystemUnderTest, _ id: String, _ size: Int) async throws -> String
    /// Adds one more; `nil` where no request does.
    let append: (@Sendable (SystemUnderTest, _ id: String) -> JSON)?
    /// Asks for the first page.
    let page: @Sendable (_ id: String) -> JSON

    /// The entries of conversations: one item a message.
    static let conversations = [
        Subject(
            name: "chat session, messages",
            grow: { system, id, size in
                try await system.send(ChatEvent.create(id))
                for _ in 1..<size { try await system.send(ChatEvent.append(to: id)) }
                return id
            }, append: { _, id in ChatEvent.append(to: id) },
            // Its history comes whole, so what can be compared is the page that the session is on.
            page: { _ in Event.operation(["operation": "list_sessions_by_user_id", "user_id": "ann", "limit": 10]) }),
        Subject(
            name: "web chat, messages",
            grow: { system, id, size in
                let first = min(size, 10_000)
                try await system.send(WebChatEvent.importing([WebChatEvent.chat(id, messages: first)]))
                // A file holds no more than 10,000; the rest is said.
                for _ in 0..<((size - first) / 2) { try await system.send(WebChatEvent.generate(in: id)) }
                return id
            }, append: { _, id in WebChatEvent.generate(in: id) },
            page: { id in
                Event.request("POST", "/api/get_history", body: ["session_id": .string(id), "limit": 10])
            }),
        Subject(
            name: "context memory, messages",
            grow: { system, id, size in
                try await system.send(MemoryEvent.operation("create_session", id))
                // It keeps no more than 100,000; those that are measured shall push nothing out.
                for _ in 0..<min(size, 99_000) { try await system.send(MemoryEvent.message(in: id)) }
                return id
            }, append: { _, id in MemoryEvent.message(in: id) },
            page: { id in MemoryEvent.operation("get_recent_messages", id, ["max_messages": 10]) }),
        Subject(
            name: "WhatsApp, messages",
            grow: { system, id, size in
                for _ in 0..<size { try await system.send(WhatsAppEvent.message(from: phone(id))) }
                return id
            }, append: { _, id in WhatsAppEvent.message(from: phone(id)) },
            page: { id in
                var event = WhatsAppEvent.operation("get_conversation_history", phone(id)).object ?? [:]
                event["limit"] = 10
                return .object(event)
            }),
        Subject(
            name: "assessment, events",
            grow: { system, _, size in
                // The service's own events are among them.
                let submission = AssessmentEvent.submission(as: "ann", requirements: CloudStub.agentSteps(size))
                let id = try await system.send(submission).text("session_id")
                try await system.send(AssessmentEvent.work(on: id))
                return id
            }, append: nil,
            page: { id in Event.request("GET", "/api/agent-status/\(id)", query: "limit=10") }),
    ]

    /// The lists of a user, of the staff.
    static let lists = [
        Subject(
            name: "chat sessions of a user",
            grow: { system, id, size in
                for _ in 0..<size { try await system.send(ChatEvent.create(system.uuid(), as: id)) }
                return id
            }, append: { system, id in ChatEvent.create(system.uuid(), as: id) },
            page: { id in
                Event.operation(
                    ["operation": "list_sessions_by_user_id", "user_id": .string(id), "limit": 10], as: id)
            }),
        Subject(
            name: "assessments of a user",
            grow: { system, id, size in
                for _ in 0..<size { try await system.send(submission(id)) }
                return id
            }, append: { _, id in submission(id) },
            page: { id in Event.request("GET", "/api/assessments", query: "limit=10", as: id) }),
        Subject(
            name: "web chats of a user",
            grow: { system, id, size in
                var rest = size
                while rest > 0 {
                    let chats = (0..<min(rest, 100)).map { _ in WebChatEvent.chat(system.uuid(), messages: 2) }
                    try await system.send(WebChatEvent.importing(chats, as: id))
                    rest -= chats.count
                }
                return id
            },
            append: { system, id in
                WebChatEvent.importing([WebChatEvent.chat(system.uuid(), messages: 2)], as: id)
            }, page: { id in Event.request("GET", "/api/session_names", query: "limit=10", as: id) }),
    ]

    private static func submission(_ user: String) -> JSON { AssessmentEvent.submission(as: user) }

    /// The customer that stands for a conversation.
    private static func phone(_ id: String) -> String {
        WhatsAppEvent.phone(id.utf8.reduce(0) { ($0 * 31 + Int($1)) % 999_983 } + 2_000_000)
    }
}
