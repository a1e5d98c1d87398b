import WireFormats

extension SystemWorkloads {
    /// A user with 30 sessions, one of which has 20 messages.
    static func chatSessions(_ system: SystemUnderTest) async throws -> SystemWorkloads {
        let session = system.uuid()
        try await system.send(ChatEvent.create(session))
        for _ in 1..<20 { try await system.send(ChatEvent.append(to: session)) }
        for _ in 1..<30 { try await system.send(ChatEvent.create(system.uuid())) }
        return SystemWorkloads(
            name: "chat sessions",
            workloads: messages(session) + lists + feedback + reviews + [deletion])
    }

    private static func messages(_ session: String) -> [Workload] {
        func about(_ operation: String) -> JSON {
            Event.operation([
                "operation": .string(operation), "session_id": .string(session), "user_id": "ann",
            ])
        }
        return [
            Workload("add_new_session_with_first_message") { ChatEvent.create($0.uuid()) },
            Workload("add_message_to_existing_session", constant: ChatEvent.append(to: session)),
            Workload(
                "update_session",
                constant: Event.operation([
                    "operation": "update_session", "session_id": .string(session), "user_id": "ann",
                    "new_chat_entry": .string(Text.prompt),
                ])),
            Workload("get_session", constant: about("get_session")),
            Workload("assemble_chat_history", constant: about("assemble_chat_history")),
        ]
    }

    private static let lists = [
        Workload(
            "list_sessions_by_user_id", .list,
            constant: Event.operation(["operation": "list_sessions_by_user_id", "user_id": "ann"])),
        Workload(
            "list_all_sessions_by_user_id", .list,
            constant: Event.operation(["operation": "list_all_sessions_by_user_id", "user_id": "ann"])),
        Workload(
            "list_all_sessions", .list,
            constant: ChatEvent.ofTheseDays("list_all_sessions")),
        Workload("download_all_sessions_csv") { _ in ChatEvent.ofTheseDays("download_all_sessions_csv") },
    ]

    private static let feedback = [
        Workload("POST /user-feedback") { system in
            let (session, message) = try await newSession(system)
            return Event.request("POST", "/user-feedback", body: ChatEvent.feedback(session, message))
        },
        Workload(
            "GET /user-feedback", .list,
            constant: Event.request("GET", "/user-feedback", query: "limit=100", as: "dora", group: "AdminUsers")),
        Workload("DELETE /user-feedback") { system in
            let (session, message) = try await newSession(system)
            try await system.send(
                Event.request("POST", "/user-feedback", body: ChatEvent.feedback(session, message)))
            return Event.request(
                "DELETE", "/user-feedback", body: ["session_id": .string(session), "message_id": .string(message)],
                as: "dora", group: "AdminUsers")
        },
    ]

    private static let reviews = [
        Workload("update_review_session") { system in
            ChatEvent.review("update_review_session", "", of: try await newSession(system).session)
        },
        Workload("delete_review_session") { system in
            let session = try await newSession(system).session
            let review = try await system.send(ChatEvent.review("update_review_session", "", of: session))
            return ChatEvent.review("delete_review_session", try review.text("review_id"), of: session)
        },
    ]

    private static let deletion = Workload("delete_session") { system in
        let session = try await newSession(system).session
        return Event.operation([
            "operation": "delete_session", "session_id": .string(session), "user_id": "ann",
        ])
    }

    private static func newSession(_ system: SystemUnderTest) async throws -> (session: String, message: String) {
        let answer = try await system.send(ChatEvent.create(system.uuid()))
        return (try answer.text("session_id"), try answer.text("message_id"))
    }
}

/// What clients of the chat sessions send.
enum ChatEvent {
    static let entry: JSON = [
        "user_prompt": .string(Text.prompt), "bot_response": .string(Text.answer), "response_time": 1.5,
        "sources": [["title": "Lisbon in two days", "url": "https://travel.example.com/lisbon"]],
    ]

    static func create(_ session: String, as user: String = "ann") -> JSON {
        Event.operation(
            [
                "operation": "add_new_session_with_first_message", "session_id": .string(session),
                "user_id": .string(user), "title": "Lisbon in May", "new_chat_entry": entry,
            ], as: user)
    }

    static func append(to session: String) -> JSON {
        Event.operation([
            "operation": "add_message_to_existing_session", "session_id": .string(session), "new_chat_entry": entry,
        ])
    }

    /// Yesterday to tomorrow.
    static func ofTheseDays(_ operation: String) -> JSON {
        let day = Duration.seconds(86_400)
        let now = SystemClock.now()
        return administrators([
            "operation": .string(operation), "user_id": "dora", "start_time": .string((now - day).description),
            "end_time": .string((now + day).description), "has_feedback": "any", "has_review": "any",
        ])
    }

    static func administrators(_ arguments: JSON) -> JSON {
        Event.operation(arguments, as: "dora", group: "AdminUsers")
    }

    static func review(_ operation: String, _ review: String, of session: String) -> JSON {
        administrators([
            "operation": .string(operation), "review_id": .string(review), "session_id": .string(session),
            "user_id": "dora",
        ])
    }

    static func feedback(_ session: String, _ message: String) -> JSON {
        [
            "feedbackData": [
                "sessionId": .string(session), "messageId": .string(message), "feedbackType": "positive",
                "feedbackRank": 5, "feedbackCategory": "Other", "feedbackMessage": "Solved in a minute.",
            ]
        ]
    }
}

extension JSON {
    /// A member that is a text.
    ///
    /// - Throws: ``BenchmarkError`` when there is none.
    func text(_ member: String) throws -> String {
        guard let text = self[member]?.string else { throw BenchmarkError("\(text) has no \(member)") }
        return text
    }
}
