import WireFormats

extension SystemWorkloads {
    /// A user with 30 chats, one of which has 40 messages.
    static func webChat(_ system: SystemUnderTest) async throws -> SystemWorkloads {
        try await system.send(WebChatEvent.importing((1..<30).map { WebChatEvent.chat("chat-\($0)", messages: 2) }))
        try await system.send(WebChatEvent.importing([WebChatEvent.chat("long", messages: 40)]))
        return SystemWorkloads(name: "web chat", workloads: answers + lists + chats + files)
    }

    private static let answers = [
        Workload("POST /api/generate", constant: WebChatEvent.generate(in: "long")),
        Workload("POST /api/generate, a new chat") { WebChatEvent.generate(in: $0.uuid()) },
        Workload(
            "POST /api/get_history", .list,
            constant: Event.request("POST", "/api/get_history/", body: ["session_id": "long"])),
        Workload("POST /api/clear_history") { system in
            let id = try await newChat(system)
            return Event.request("POST", "/api/clear_history/", body: ["session_id": .string(id)])
        },
    ]

    private static let lists = [
        Workload("GET /api/session_names", .list, constant: Event.request("GET", "/api/session_names/")),
        Workload("GET /api/sessions", .list, constant: Event.request("GET", "/api/sessions/")),
        Workload("GET /api/search", constant: Event.request("GET", "/api/search/", query: "q=ferry%20aquarium")),
        Workload("GET /api/session_stats", constant: Event.request("GET", "/api/session_stats/")),
    ]

    private static let chats = [
        Workload("GET /api/sessions/{id}", constant: Event.request("GET", "/api/sessions/long")),
        Workload("PATCH /api/sessions/{id}") { system in
            Event.request(
                "PATCH", "/api/sessions/long", body: ["chat_name": .string("Lisbon \(system.number())")])
        },
        Workload("DELETE /api/sessions/{id}") { system in
            Event.request("DELETE", "/api/sessions/\(try await newChat(system))")
        },
        Workload("POST /api/sessions/{id}/restore") { system in
            let id = try await newChat(system)
            try await system.send(Event.request("DELETE", "/api/sessions/\(id)"))
            return Event.request("POST", "/api/sessions/\(id)/restore")
        },
        Workload("POST /api/sessions/delete, 2 chats") { system in
            let ids = [try await newChat(system), try await newChat(system)]
            return Event.request(
                "POST", "/api/sessions/delete", body: ["session_ids": .array(ids.map(JSON.string))])
        },
        Workload(
            "POST /api/cleanup_sessions, dry run",
            constant: Event.request("POST", "/api/cleanup_sessions/", body: ["days_old": 30, "dry_run": true])),
        Workload("POST /api/cleanup_sessions, a chat") { system in
            try await system.send(
                WebChatEvent.importing([
                    WebChatEvent.chat(system.uuid(), messages: 2, at: "2020-01-01T09:00:00.000000Z")
                ]))
            return Event.request("POST", "/api/cleanup_sessions/", body: ["days_old": 2000])
        },
        Workload("GET /api/health", constant: Event.request("GET", "/api/health/")),
    ]

    private static let files = [
        Workload("GET /api/export/{id}, 2 messages", constant: Event.request("GET", "/api/export/chat-1")),
        Workload("GET /api/export, all", constant: Event.request("GET", "/api/export")),
        Workload("POST /api/import, a chat of 10 messages") { system in
            WebChatEvent.importing([WebChatEvent.chat(system.uuid(), messages: 10)])
        },
    ]

    private static func newChat(_ system: SystemUnderTest) async throws -> String {
        let id = system.uuid()
        try await system.send(WebChatEvent.importing([WebChatEvent.chat(id, messages: 2)]))
        return id
    }
}

/// What the page and other clients of the web chat send.
enum WebChatEvent {
    static func generate(in chat: String) -> JSON {
        Event.request(
            "POST", "/api/generate/", body: ["prompt": .string(Text.prompt), "session_id": .string(chat)])
    }

    static func importing(_ chats: [JSON], as user: String = "ann") -> JSON {
        Event.request("POST", "/api/import", body: ["version": 1, "sessions": .array(chats)], as: user)
    }

    /// As it is exported.
    static func chat(
        _ id: String, messages: Int, at time: JSON = .string((SystemClock.now() - .seconds(86_400)).description)
    ) -> JSON {
        [
            "session_id": .string(id), "chat_name": "Lisbon in May", "created_at": time, "last_activity": time,
            "pinned": false, "archived": false,
            "messages": .array(
                (0..<messages).map { number in
                    let isAnswer = number % 2 == 1
                    return [
                        "message_id": .string("\(id)-\(number)"), "sender": isAnswer ? "AI" : "Human",
                        "content": .string(isAnswer ? Text.answer : Text.prompt), "timestamp": time,
                        "status": "complete",
                    ]
                }),
        ]
    }
}
