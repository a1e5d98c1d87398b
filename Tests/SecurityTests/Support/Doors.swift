import WireFormats

/// Every door of the program, with alice's belongings behind them.
struct Doors {
    let ids: Belongings

    var all: [Door] { chatSessions + feedback + assessments + webChat + memory + whatsApp + whatsAppOperations + open }

    static func route(
        _ name: String, _ guarding: Door.Guard, _ parameters: [String: String] = [:],
        query: [(name: String, value: String)] = [], body: JSON? = nil, isDestructive: Bool = false,
        status: Int = 200, cursor: Door.Cursor? = nil
    ) -> Door {
        let parts = name.split(separator: " ").map(String.init)
        return Door(
            name: name, guard: guarding,
            request: AttackRequest(
                method: parts[0], template: parts[1], parameters: parameters, query: query,
                body: body?.serialized() ?? []),
            isDestructive: isDestructive, status: status, cursor: cursor)
    }

    static func operation(
        _ name: String, _ guarding: Door.Guard, _ arguments: JSONObject, isDestructive: Bool = false,
        status: Int = 200, cursor: Door.Cursor? = nil
    ) -> Door {
        var body: JSONObject = ["operation": .string(name)]
        for (name, value) in arguments { body[name] = value }
        return Door(
            name: name, guard: guarding,
            request: AttackRequest(method: "POST", template: "/user-session", body: JSON.object(body).serialized()),
            isDestructive: isDestructive, status: status, cursor: cursor)
    }

    // MARK: 000

    private var chatSessions: [Door] {
        let entry: JSON = ["user_prompt": "What should I see?", "bot_response": "The Alfama."]
        let session: JSON = .string(ids.chatSession)
        let range: JSONObject = [
            "start_time": "2020-01-01T00:00:00", "end_time": "2099-12-31T23:59:59", "has_feedback": "any",
            "has_review": "any",
        ]
        func with(_ more: JSONObject, _ base: JSONObject) -> JSONObject {
            var all = base
            for (name, value) in more { all[name] = value }
            return all
        }
        // Operations come by three methods.
        let methods = ["POST", "GET", "DELETE"].map { method in
            Self.route("\(method) /user-session", .owner, body: ["operation": "get_session", "session_id": session])
        }
        return methods + [
            Self.operation(
                "add_new_session_with_first_message", .freeNames,
                ["session_id": session, "title": "Lisbon", "new_chat_entry": entry, "message_id": "message-new"],
                status: 409),
            Self.operation(
                "add_message_to_existing_session", .owner, ["session_id": session, "new_chat_entry": entry]),
            Self.operation(
                "get_session", .owner, ["session_id": session], cursor: .member(of: "history of a session", source: nil)
            ),
            Self.operation("update_session", .owner, ["session_id": session, "new_chat_entry": "And then?"]),
            Self.operation("delete_session", .owner, ["session_id": session], isDestructive: true),
            Self.operation(
                "list_sessions_by_user_id", .own, ["user_id": "alice", "limit": 1, "cursor": nil],
                cursor: .member(of: "own sessions")),
            Self.operation(
                "list_all_sessions_by_user_id", .own, ["user_id": "alice", "limit": 1, "cursor": nil],
                cursor: .member(of: "own sessions")),
            Self.operation(
                "list_all_sessions", .admins, with(["limit": 1, "cursor": nil], range),
                cursor: .member(of: "all sessions", otherFilter: ("has_feedback", "yes"))),
            Self.operation("assemble_chat_history", .owner, ["session_id": session]),
            Self.operation(
                "update_review_session", .admins,
                ["session_id": session, "review_id": .string(ids.review), "comments": "Good"]),
            Self.operation(
                "delete_review_session", .admins, ["session_id": session, "review_id": .string(ids.review)],
                isDestructive: true),
            Self.operation("download_all_sessions_csv", .admins, ["start_time": "2020-01-01T00:00:00"]),
        ]
    }

    private var feedback: [Door] {
        let place: JSONObject = ["session_id": .string(ids.chatSession), "message_id": .string(ids.message)]
        return [
            Self.route(
                "POST /user-feedback", .owner,
                body: [
                    "feedbackData": [
                        "sessionId": .string(ids.chatSession), "messageId": .string(ids.message),
                        "feedbackType": "negative", "feedbackRank": 1, "feedbackCategory": "Inaccurate",
                        "feedbackMessage": "No",
                    ]
                ]),
            Self.route(
                "GET /user-feedback", .admins, query: [("limit", "1")],
                cursor: .init(
                    source: .member("next_cursor"), list: "feedback", otherFilter: ("topic", "Negative"))),
            Self.route("DELETE /user-feedback", .owner, body: .object(place), isDestructive: true),
        ]
    }

    // MARK: 001

    private var assessments: [Door] {
        let id = ["id": ids.assessment]
        return [
            Self.route(
                "POST /api/submit-assessment", .own, body: ["client_name": "Acme", "requirements": "A web shop"]),
            Self.route("GET /api/agent-status/{id}", .owner, id),
            Self.route("GET /api/results/{id}", .owner, id, status: 404),
            Self.route("GET /api/agent-status", .owner, status: 404),
            Self.route("GET /api/results", .owner, status: 404),
            Self.route(
                "POST /api/upload-template", .staff,
                body: ["file": .string(Base64.encode(Array("PK".utf8))), "filename": "deck.pptx"]),
            Self.route(
                "GET /api/assessments", .own, query: [("limit", "1")],
                cursor: .init(source: .member("next_cursor"), list: "assessments")),
            Self.route("POST /api/assessments/{id}/cancel", .owner, id, isDestructive: true),
            Self.route("POST /api/assessments/{id}/retry", .owner, id, isDestructive: true),
        ]
    }

    // MARK: 002

    private var webChat: [Door] {
        let id = ["id": ids.chat]
        let named: JSONObject = ["session_id": .string(ids.chat)]
        let imported: JSON = Self.exported(ids.chat, "Lisbon", "What should I see?")
        return [
            Self.route(
                "POST /api/generate", .ownNames,
                body: ["prompt": "What should I see?", "session_id": .string(ids.chat)]),
            Self.route(
                "POST /api/get_history", .owner, body: ["session_id": .string(ids.chat), "limit": 1],
                cursor: .init(
                    place: .body("cursor"), source: .member("next_cursor"), list: "history",
                    otherFilter: ("session_id", .string(ids.otherChat)))),
            Self.route("POST /api/clear_history", .owner, body: .object(named), isDestructive: true),
            Self.route(
                "GET /api/session_names", .own, query: [("limit", "1")],
                cursor: .init(source: .header, list: "names", otherFilter: ("archived", "true"))),
            Self.route(
                "GET /api/sessions", .own, query: [("limit", "1")],
                cursor: .init(source: .header, list: "active chats")),
            Self.route("GET /api/sessions/{id}", .owner, id),
            Self.route("PATCH /api/sessions/{id}", .owner, id, body: ["chat_name": "Porto"]),
            Self.route("DELETE /api/sessions/{id}", .owner, id, isDestructive: true),
            Self.route("POST /api/sessions/{id}/restore", .owner, ["id": ids.deletedChat], isDestructive: true),
            Self.route(
                "POST /api/sessions/delete", .owner, body: ["session_ids": [.string(ids.otherChat)]],
                isDestructive: true),
            Self.route(
                "GET /api/search", .own, query: [("q", Belongings.secret), ("limit", "1")],
                cursor: .init(source: .member("next_cursor"), list: "search", otherFilter: ("q", "other"))),
            Self.route("GET /api/session_stats", .own),
            Self.route(
                "POST /api/cleanup_sessions", .own, body: ["days_old": 0.000_001], isDestructive: true,
                cursor: .init(place: .body("cursor"), source: nil, list: "clean-up")),
            Self.route("GET /api/export", .own, cursor: .init(source: nil, list: "export")),
            Self.route("GET /api/export/{id}", .owner, id, cursor: .init(source: nil, list: "export of one")),
            Self.route("POST /api/import", .ownNames, body: ["version": 1, "sessions": [imported]]),
        ]
    }

    /// A chat as an export has it.
    static func exported(_ id: String, _ name: String, _ text: String) -> JSON {
        let time: JSON = "2026-11-20T08:00:00Z"
        return [
            "session_id": .string(id), "chat_name": .string(name), "created_at": time, "last_activity": time,
            "messages": [
                ["message_id": "m-1", "sender": "Human", "content": .string(text), "timestamp": time],
                ["message_id": "m-2", "sender": "AI", "content": .string("\(text)!"), "timestamp": time],
            ],
        ]
    }

    // MARK: 003

    private var memory: [Door] {
        let named: JSONObject = ["session_id": .string(ids.memory)]
        func operation(
            _ name: String, _ guarding: Door.Guard = .owner, _ more: JSONObject = [:], isDestructive: Bool = false
        ) -> Door {
            var arguments = named
            for (name, value) in more { arguments[name] = value }
            return Self.operation("memory." + name, guarding, arguments, isDestructive: isDestructive)
        }
        return [
            Self.route("POST /session", .ownNames, body: .object(named)),
            Self.route(
                "POST /query", .ownNames, body: ["session_id": .string(ids.memory), "query": "What are your hours?"]),
            operation("create_session", .ownNames),
            operation("get_session"),
            operation("add_message", .owner, ["role": "user", "text": "Good day"]),
            operation("get_recent_messages"),
            operation("get_conversation_context"),
            operation("update_summary", .owner, ["summary": "A visitor asks for opening hours."]),
            operation("get_summary"),
            operation("summarize", .owner, ["fallback": true]),
            operation("clear_session", isDestructive: true),
        ]
    }

    // MARK: 004

    private var whatsApp: [Door] {
        let (phone, id) = (["phone": ids.phone], ["id": ids.whatsAppSession])
        let one = [(name: "limit", value: "1")]
        func cursor(_ list: String, _ filter: (name: String, value: JSON)? = nil) -> Door.Cursor {
            Door.Cursor(source: .member("next_cursor"), list: list, otherFilter: filter)
        }
        return ["", "/api/v1"].flatMap { base in
            [
                Self.route("GET \(base)/session/{phone}", .staff, phone),
                Self.route(
                    "GET \(base)/session/{phone}/history", .staff, phone, query: one, cursor: cursor("history of one")),
                Self.route("POST \(base)/session/{id}/complete", .staff, id, isDestructive: true),
                Self.route(
                    "GET \(base)/sessions", .staff, query: one, cursor: cursor("sessions", ("status", "completed"))),
                Self.route("GET \(base)/sessions/active", .staff, query: one, cursor: cursor("active sessions")),
                Self.route("GET \(base)/sessions/{id}", .staff, id),
                Self.route("PATCH \(base)/sessions/{id}", .staff, id, body: ["context": ["seen": true]]),
                Self.route("GET \(base)/sessions/{id}/messages", .staff, id, query: one, cursor: cursor("messages")),
                // Nobody has written within a day: there is no window for free text.
                Self.route("POST \(base)/sessions/{id}/messages", .staff, id, body: ["text": "Good day"], status: 409),
                Self.route(
                    "GET \(base)/sessions/{id}/messages/{message}/media/{n}", .staff,
                    ["id": ids.whatsAppSession, "message": ids.whatsAppMessage, "n": "0"], status: 404),
                webhook("POST \(base)/twilio-webhook-opt", ["MessageSid": "SM" + Self.sid, "Body": "Five boxes"]),
                webhook(
                    "POST \(base)/twilio-status", ["MessageSid": "SM" + Self.sid, "MessageStatus": "delivered"], 204),
            ]
        }
    }

    static let sid = "0123456789abcdef0123456789abcdef"
    static let account = "AC" + sid
    static let token = "a-token-that-only-Twilio-knows"
    static let baseURL = "https://chat.example.com"

    private func webhook(_ name: String, _ fields: [String: String], _ status: Int = 200) -> Door {
        // A message opens the window for free text.
        var door = Self.route(name, .signature, isDestructive: true, status: status)
        var fields = fields
        fields["AccountSid"] = Self.account
        fields["From"] = "whatsapp:" + ids.phone
        fields["To"] = "whatsapp:+14155238886"
        door.request.headers = [("Content-Type", "application/x-www-form-urlencoded")]
        door.request.body = Array(
            fields.sorted { $0.key < $1.key }.map { "\($0.key)=\(PercentEncoding.encode($0.value))" }
                .joined(separator: "&").utf8)
        return door
    }

    private var whatsAppOperations: [Door] {
        func operation(
            _ name: String, _ arguments: JSONObject, isDestructive: Bool = false, status: Int = 200,
            cursor: Door.Cursor? = nil
        ) -> Door {
            Self.operation(
                "whatsapp." + name, .staff, arguments, isDestructive: isDestructive, status: status, cursor: cursor)
        }
        let (phone, id): (JSONObject, JSONObject) = (
            ["phone_number": .string(ids.phone)], ["session_id": .string(ids.whatsAppSession)]
        )
        return [
            operation("create_session", phone),
            operation("get_session_by_phone", phone),
            operation("get_session_by_id", id),
            operation(
                "update_session", ["session_id": .string(ids.whatsAppSession), "context": ["seen": true]]),
            operation("get_session_summary", id),
            operation("add_message", ["phone_number": .string(ids.phone), "content": "Good day"]),
            operation("get_conversation_history", phone),
            operation("cleanup_expired_sessions", [:]),
            operation("get_active_sessions_count", [:]),
            operation(
                "get_all_sessions", ["limit": 1, "cursor": nil],
                cursor: .member(of: "sessions", otherFilter: ("status", "completed"))),
            operation("complete_session", id, isDestructive: true),
            // It is completed by then.
            operation("expire_session", id, isDestructive: true, status: 409),
        ]
    }

    // MARK: For everybody

    private var open: [Door] {
        [
            Self.route("GET /", .everybody),
            Self.route("GET /assets/{name}", .everybody, ["name": "app.js"]),
            Self.route("GET /assets/{version}/{name}", .everybody, ["version": "0", "name": "app.js"]),
            Self.route("GET /api/config", .everybody),
            Self.route("GET /api/user", .own),
            Self.route("GET /api/health", .everybody),
            Self.route("GET /api", .everybody),
            Self.route("GET /health", .everybody),
            Self.route("GET /ready", .everybody),
        ]
    }
}
