import Application
import ApplicationTestSupport
import Gateway
import Synchronization
import SystemTestSupport
import Tables
import TestSupport
import Testing
import WireFormats

/// The budget of lists: the first page takes at most two calls of the store, however much lies behind it. DynamoDB reads 100
/// items at a time, so it is kept by pages of 100 items, or of 50 sessions with their contacts; three lists of the originals
/// have more by default, because their clients know of no second page.
@Suite("What first pages cost")
struct ListBudgetTests {
    /// A list, and how many items its first page has when nothing is said of that.
    private struct List {
        var name: String
        var event: JSON
        /// The member of the answer that has the items; `nil` where the answer is they.
        var member: String?
        var count: Int
    }

    @Test("the first page of every list is full, and costs at most two requests to DynamoDB")
    func firstPages() async throws {
        let lambda = try ScriptedServer { _ in ScriptedResponse(status: 202) }
        defer { lambda.stop() }
        let held = Mutex<WatchedTables?>(nil)
        let application = try TestApplication(
            [
                "AUTH_MODE": "required", "CURSOR_KEY": "0123456789abcdef", "AWS_ENDPOINT_URL_LAMBDA": lambda.url,
                "BEDROCK_AGENT_ID": "AGENT00001", "BEDROCK_AGENT_ALIAS_ID": "ALIAS00001",
            ],
            storage: { engine in
                let tables = WatchedTables(engine)
                held.withLock { $0 = tables }
                return tables
            })
        let tables = try #require(held.withLock { $0 })
        let session = try await fill(application)
        let lists = Self.chats + Self.others + Self.whatsApp(session)
        #expect(lists.count == 15)
        for list in lists {
            // What an instance reads once: how far the original's items have been looked into, and where a session lies.
            _ = try await ask(application, list.event)
            tables.reset()
            let body = try await ask(application, list.event)
            let items = list.member.map { body[$0]?.array } ?? body.array
            #expect(items?.count == list.count, "\(list.name)")
            #expect(tables.requests <= 2, "\(list.name)")
        }
    }

    // MARK: - The lists

    private static let chats = [
        List(
            name: "list_sessions_by_user_id", event: chat("list_sessions_by_user_id"), member: nil, count: 15),
        List(
            name: "list_all_sessions_by_user_id", event: chat("list_all_sessions_by_user_id"), member: nil, count: 100),
        List(
            name: "list_all_sessions",
            event: HTTPFixture.request(
                body: [
                    "operation": "list_all_sessions", "user_id": "ada", "start_time": "2026-01-01T00:00:00Z",
                    "end_time": "2999-01-01T00:00:00Z", "has_feedback": "any", "has_review": "any",
                ], user: "ada", groups: "[AdminUsers]"), member: nil, count: 250),
        List(
            name: "GET /user-feedback",
            event: HTTPFixture.request(
                method: "GET", path: "/user-feedback", query: "limit=100", user: "ada", groups: "[AdminUsers]"),
            member: "Items", count: 100),
    ]

    private static let others = [
        List(name: "GET /api/assessments", event: get("/api/assessments"), member: "assessments", count: 20),
        List(
            name: "POST /api/get_history",
            event: HTTPFixture.request(path: "/api/get_history/", body: ["session_id": "chat-0"], user: "ann"),
            member: "messages", count: 200),
        List(name: "GET /api/session_names", event: get("/api/session_names/"), member: nil, count: 20),
        List(name: "GET /api/sessions", event: get("/api/sessions/"), member: "active_sessions", count: 100),
        List(
            name: "memory.get_recent_messages",
            event: ["operation": "memory.get_recent_messages", "session_id": "tour"], member: nil, count: 5),
    ]

    private static func whatsApp(_ session: String) -> [List] {
        [
            List(name: "GET /sessions", event: staff("/sessions"), member: "items", count: 50),
            List(
                name: "GET /sessions/active", event: staff("/sessions/active", "limit=50"), member: "active_sessions",
                count: 50),
            List(
                name: "GET /session/{phone}/history", event: staff("/session/\(phone(0))/history"), member: "messages",
                count: 50),
            List(
                name: "GET /sessions/{id}/messages", event: staff("/sessions/\(session)/messages"), member: "messages",
                count: 50),
            List(
                name: "whatsapp.get_conversation_history",
                event: ["operation": "whatsapp.get_conversation_history", "phone_number": .string(phone(0))],
                member: nil, count: 50),
            List(
                name: "whatsapp.get_all_sessions", event: ["operation": "whatsapp.get_all_sessions", "limit": 50],
                member: nil,
                count: 50),
        ]
    }

    private static func chat(_ operation: String) -> JSON {
        HTTPFixture.request(body: ["operation": .string(operation), "user_id": "ann"], user: "ann")
    }

    private static func get(_ path: String) -> JSON { HTTPFixture.request(method: "GET", path: path, user: "ann") }

    private static func staff(_ path: String, _ query: String = "") -> JSON {
        HTTPFixture.request(method: "GET", path: path, query: query, user: "carla", groups: "[Staff]")
    }

    private static func phone(_ number: Int) -> String { "1415555\(1000 + number)" }

    // MARK: - What they have

    /// More of everything than a page has.
    ///
    /// - Returns: the id of the WhatsApp session that has messages.
    private func fill(_ application: TestApplication) async throws -> String {
        for number in 0...250 {
            try await addChat(application, "s\(number)")
            // Feedback on 101 of them.
            if number <= 100 {
                let feedback: JSON = ["sessionId": .string("s\(number)"), "messageId": .string("m-s\(number)")]
                _ = try await ask(
                    application,
                    HTTPFixture.request(path: "/user-feedback", body: ["feedbackData": feedback], user: "ann"))
            }
        }
        for _ in 0...20 {
            let project: JSON = ["client_name": "Birkenhof Bakery", "requirements": "Web orders"]
            _ = try await ask(
                application, HTTPFixture.request(path: "/api/submit-assessment", body: project, user: "ann"))
        }
        for numbers in [0...50, 51...100] { try await importChats(application, numbers) }
        _ = try await application.invoke(["operation": "memory.create_session", "session_id": "tour"] as JSON)
        for number in 0...10 {
            _ = try await application.invoke(
                [
                    "operation": "memory.add_message", "session_id": "tour", "role": "user",
                    "text": .string("Message \(number)"),
                ] as JSON)
        }
        return try await addWhatsAppSessions(application)
    }

    private func addChat(_ application: TestApplication, _ id: String) async throws {
        _ = try await ask(
            application,
            HTTPFixture.request(
                body: [
                    "operation": "add_new_session_with_first_message", "user_id": "ann", "title": "Lisbon",
                    "session_id": .string(id), "message_id": .string("m-\(id)"),
                    "new_chat_entry": ["user_prompt": "What should I see?", "bot_response": "The Alfama."],
                ], user: "ann"))
    }

    /// Chats of two messages, but the first, which has 202.
    private func importChats(_ application: TestApplication, _ numbers: ClosedRange<Int>) async throws {
        let time = JSON.string(SystemClock.now().description)
        let chats = numbers.map { number -> JSON in
            let messages = (0..<(number == 0 ? 202 : 2)).map { place -> JSON in
                [
                    "message_id": .string("\(number)-\(place)"), "content": "The Alfama.", "timestamp": time,
                    "sender": place.isMultiple(of: 2) ? "Human" : "AI", "status": "complete",
                ]
            }
            return [
                "session_id": .string("chat-\(number)"), "chat_name": "Lisbon", "created_at": time,
                "last_activity": time, "messages": .array(messages),
            ]
        }
        _ = try await ask(
            application,
            HTTPFixture.request(path: "/api/import", body: ["version": 1, "sessions": .array(chats)], user: "ann"))
    }

    private func addWhatsAppSessions(_ application: TestApplication) async throws -> String {
        for number in (0...50).reversed() {
            _ = try await application.invoke(
                ["operation": "whatsapp.create_session", "phone_number": .string(Self.phone(number))] as JSON)
        }
        var session: JSON = [:]
        for number in 0...50 {
            session = try await application.invoke(
                [
                    "operation": "whatsapp.add_message", "phone_number": .string(Self.phone(0)),
                    "content": .string("Message \(number)"),
                ] as JSON)
        }
        return try #require(session["session_id"]?.string)
    }

    /// - Returns: the answer's body.
    private func ask(_ application: TestApplication, _ event: JSON) async throws -> JSON {
        let answer = try await application.invoke(event)
        guard let status = answer["statusCode"]?.int else { return answer }
        let body = try JSON(parsing: answer["body"]?.string ?? "null")
        guard (200..<300).contains(status) else { throw Unexpected(Answer(status, body)) }
        return body
    }
}
