import WireFormats

extension SystemWorkloads {
    /// A session with 20 messages and a summary.
    static func contextMemory(_ system: SystemUnderTest) async throws -> SystemWorkloads {
        try await system.send(MemoryEvent.operation("create_session", "tour"))
        for _ in 0..<20 { try await system.send(MemoryEvent.message(in: "tour")) }
        try await system.send(
            MemoryEvent.operation("update_summary", "tour", ["summary": "A visitor asks for opening hours."]))
        return SystemWorkloads(
            name: "context memory",
            workloads: [
                Workload("memory.create_session") { MemoryEvent.operation("create_session", $0.uuid()) },
                Workload("memory.add_message", constant: MemoryEvent.message(in: "tour")),
                Workload(
                    "memory.get_session, 20 messages",
                    constant: MemoryEvent.operation("get_session", "tour", ["max_messages": 20])),
                Workload(
                    "memory.get_recent_messages", .list,
                    constant: MemoryEvent.operation("get_recent_messages", "tour")),
                Workload(
                    "memory.get_conversation_context",
                    constant: MemoryEvent.operation("get_conversation_context", "tour", ["include_summary": true])),
                Workload(
                    "memory.update_summary",
                    constant: MemoryEvent.operation(
                        "update_summary", "tour", ["summary": "A visitor asks for opening hours."])),
                Workload("memory.get_summary", constant: MemoryEvent.operation("get_summary", "tour")),
                Workload("memory.summarize, 4 messages") { system in
                    let id = system.uuid()
                    try await system.send(MemoryEvent.operation("create_session", id))
                    for _ in 0..<4 { try await system.send(MemoryEvent.message(in: id)) }
                    return MemoryEvent.operation("summarize", id)
                },
                Workload("memory.clear_session") { system in
                    let id = system.uuid()
                    try await system.send(MemoryEvent.operation("create_session", id))
                    return MemoryEvent.operation("clear_session", id)
                },
                Workload("POST /session") { system in
                    Event.request("POST", "/session", body: ["session_id": .string(system.uuid())])
                },
                Workload(
                    "POST /query, one passage",
                    constant: Event.request(
                        "POST", "/query",
                        body: [
                            "session_id": "desk", "query": .string(Text.prompt),
                            "passages": [["text": .string(Text.answer), "source": "lisbon.md"]],
                        ])),
            ])
    }
}

/// What direct callers of context memory send.
enum MemoryEvent {
    static func operation(_ name: String, _ session: String, _ others: JSONObject = [:]) -> JSON {
        var event = others
        event["operation"] = .string("memory.\(name)")
        event["session_id"] = .string(session)
        return .object(event)
    }

    static func message(in session: String) -> JSON {
        operation("add_message", session, ["role": "user", "text": .string(Text.prompt)])
    }
}
