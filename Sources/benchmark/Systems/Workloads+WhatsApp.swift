import WireFormats

extension SystemWorkloads {
    /// Thirty customers, one of whom has written 20 messages and got as many replies.
    static func whatsApp(_ system: SystemUnderTest) async throws -> SystemWorkloads {
        let phone = "+14155550100"
        for _ in 0..<20 { try await system.send(TwilioEvent.message(system.number(), from: phone, Text.prompt)) }
        for _ in 1..<30 { _ = try await WhatsAppEvent.open(system) }
        let session = try await system.send(WhatsAppEvent.operation("get_session_by_phone", phone))
            .text("session_id")
        let picture = try await picture(system, from: phone, in: session)
        return SystemWorkloads(
            name: "WhatsApp",
            workloads: webhooks(phone) + sessions(phone, session) + messages(phone, session) + [picture] + endings)
    }

    private static func webhooks(_ phone: String) -> [Workload] {
        [
            Workload("POST /twilio-webhook-opt") {
                TwilioEvent.message($0.number(), from: phone, Text.prompt)
            },
            Workload("POST /twilio-webhook-opt, a new customer") {
                TwilioEvent.message($0.number(), from: WhatsAppEvent.phone($0.number()), Text.prompt)
            },
            Workload("POST /twilio-status") { TwilioEvent.status($0.number()) },
        ]
    }

    private static func sessions(_ phone: String, _ session: String) -> [Workload] {
        [
            Workload("GET /session/{phone}", constant: WhatsAppEvent.staff("GET", "/session/\(phone)")),
            Workload("GET /sessions", .list, constant: WhatsAppEvent.staff("GET", "/sessions")),
            Workload(
                "GET /sessions/active", .list,
                constant: WhatsAppEvent.staff("GET", "/sessions/active", query: "limit=50")),
            Workload("GET /sessions/{id}", constant: WhatsAppEvent.staff("GET", "/sessions/\(session)")),
            Workload("PATCH /sessions/{id}") { system in
                WhatsAppEvent.staff(
                    "PATCH", "/sessions/\(session)",
                    body: ["context": ["table": .number(JSONNumber(system.number()))]])
            },
            Workload("whatsapp.create_session") {
                WhatsAppEvent.operation("create_session", WhatsAppEvent.phone($0.number()))
            },
            Workload(
                "whatsapp.get_session_by_phone", constant: WhatsAppEvent.operation("get_session_by_phone", phone)),
            Workload("whatsapp.get_session_by_id", constant: WhatsAppEvent.operation("get_session_by_id", of: session)),
            Workload(
                "whatsapp.get_session_summary", constant: WhatsAppEvent.operation("get_session_summary", of: session)),
            Workload("whatsapp.update_session") { system in
                var event = WhatsAppEvent.operation("update_session", of: session).object ?? [:]
                event["context"] = ["table": .number(JSONNumber(system.number()))]
                return .object(event)
            },
            Workload(
                "whatsapp.get_active_sessions_count",
                constant: ["operation": "whatsapp.get_active_sessions_count"]),
            Workload(
                "whatsapp.get_all_sessions", .list,
                constant: ["operation": "whatsapp.get_all_sessions", "limit": 50]),
        ]
    }

    private static func messages(_ phone: String, _ session: String) -> [Workload] {
        [
            Workload(
                "GET /session/{phone}/history", .list,
                constant: WhatsAppEvent.staff("GET", "/session/\(phone)/history")),
            Workload(
                "GET /sessions/{id}/messages", .list,
                constant: WhatsAppEvent.staff("GET", "/sessions/\(session)/messages")),
            Workload("POST /sessions/{id}/messages") { system in
                WhatsAppEvent.staff(
                    "POST", "/sessions/\(session)/messages",
                    body: [
                        "text": "We have it in stock.", "message_id": .string("reply-\(system.number())"),
                        "keep_mode": true,
                    ])
            },
            Workload("whatsapp.add_message", constant: WhatsAppEvent.message(from: phone)),
            Workload(
                "whatsapp.get_conversation_history", .list,
                constant: WhatsAppEvent.operation("get_conversation_history", phone)),
        ]
    }

    /// A picture that the customer has sent, asked for by the staff.
    private static func picture(
        _ system: SystemUnderTest, from phone: String, in session: String
    ) async throws -> Workload {
        let number = system.number()
        let url = TwilioEvent.mediumURL(number, at: system.cloudEndpoint)
        try await system.send(TwilioEvent.picture(number, from: phone, "Do you have this one?", url: url))
        let path = "/sessions/\(session)/messages"
        let messages = try await system.send(WhatsAppEvent.staff("GET", path))["messages"]?.array ?? []
        guard let message = messages.last(where: { $0["message_type"] == "image" }) else {
            throw BenchmarkError("no picture has come: \(JSON.array(messages).text)")
        }
        return Workload(
            "GET /sessions/{id}/messages/{message}/media/{n}",
            constant: WhatsAppEvent.staff(
                "GET", "\(path)/\(try message.text("id"))/media/0", query: "envelope=true"))
    }

    private static let endings = [
        Workload("POST /session/{id}/complete") { system in
            WhatsAppEvent.staff("POST", "/session/\(try await WhatsAppEvent.open(system))/complete")
        },
        Workload("whatsapp.complete_session") {
            WhatsAppEvent.operation("complete_session", of: try await WhatsAppEvent.open($0))
        },
        Workload("whatsapp.expire_session") {
            WhatsAppEvent.operation("expire_session", of: try await WhatsAppEvent.open($0))
        },
        Workload(
            "whatsapp.cleanup_expired_sessions", constant: ["operation": "whatsapp.cleanup_expired_sessions"]),
    ]
}

/// What the staff and direct callers of WhatsApp's system send.
enum WhatsAppEvent {
    /// A phone of the North American plan, a different one for each number.
    static func phone(_ number: Int) -> String { "+1415\(5_600_000 + number)" }

    static func staff(_ method: String, _ path: String, query: String = "", body: JSON? = nil) -> JSON {
        Event.request(
            method, path.split(separator: "+").joined(separator: "%2B"), query: query, body: body, as: "carla",
            group: "Staff")
    }

    static func operation(_ name: String, _ phone: String) -> JSON {
        ["operation": .string("whatsapp.\(name)"), "phone_number": .string(phone)]
    }

    static func operation(_ name: String, of session: String) -> JSON {
        ["operation": .string("whatsapp.\(name)"), "session_id": .string(session)]
    }

    static func message(from phone: String) -> JSON {
        [
            "operation": "whatsapp.add_message", "phone_number": .string(phone), "content": .string(Text.prompt),
            "direction": "inbound",
        ]
    }

    /// Begins a session with a new customer.
    static func open(_ system: SystemUnderTest) async throws -> String {
        try await system.send(operation("create_session", phone(system.number()))).text("session_id")
    }
}
