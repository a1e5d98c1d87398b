import SystemTestSupport
import Testing
import WireFormats

@testable import WhatsApp

@Suite("Operations")
struct OperationTests {
    private static let phone: JSON = "+14155550100"
    private static let first = "2026-11-21T08:00:00.000000Z"

    @Test("create_session begins one, and a repeat finds it")
    func create() async throws {
        let desk = try Desk()
        let arguments: JSONObject = [
            "phone_number": Self.phone, "initial_message": "Hi", "context": ["customer_type": "new"],
        ]
        let created = try await desk.perform("create_session", arguments)
        let id = try #require(created.body["session_id"])
        let message: JSON = [
            "id": "0660c4bf-52e0-4000-8000-000000020003", "content": "Hi", "message_type": "text",
            "direction": "inbound", "timestamp": .string(Self.first), "metadata": [:], "session_id": id, "media": [],
            "message_sid": .null, "status": .null, "error_code": .null,
        ]
        var session: JSONObject = [
            "session_id": id, "phone_number": Self.phone, "status": "active", "created_at": .string(Self.first),
            "last_activity": .string(Self.first), "message_count": 1, "order_details": .null,
            "context": ["customer_type": "new"], "address": "whatsapp:+14155550100", "profile_name": .null,
            "mode": "bot",
            "version": 1, "ended_at": .null, "previous_session_id": .null, "opted_out": false,
            "can_send_free_text": true, "window_closes_at": "2026-11-22T08:00:00.000000Z", "messages": [message],
            "created": true,
        ]
        #expect(created == Answer(200, .object(session)))
        session["created"] = false
        #expect(try await desk.perform("create_session", arguments) == Answer(200, .object(session)))
        _ = try await desk.perform("complete_session", ["session_id": id])
        let next = try await desk.perform("create_session", ["phone_number": Self.phone]).body
        #expect(next["created"] == true && next["previous_session_id"] == id && next["messages"] == [])
    }

    @Test("sessions are found by number and by id, as long as they are active and for ever")
    func find() async throws {
        let desk = try Desk()
        #expect(try await desk.perform("get_session_by_phone", ["phone_number": Self.phone]) == Answer(200, .null))
        let session = try await desk.perform("add_message", ["phone_number": Self.phone, "content": "Hi"]).body
        let id = try #require(session["session_id"])
        #expect(
            try await desk.perform("get_session_by_phone", ["phone_number": "whatsapp%3A%2B14155550100"]).body
                == session)
        #expect(try await desk.perform("get_session_by_id", ["session_id": id]).body == session)
        var summary = try #require(session.object)
        summary["messages"] = nil
        #expect(try await desk.perform("get_session_summary", ["session_id": id]).body == .object(summary))
        #expect(try await desk.perform("get_active_sessions_count").body == 1)
        desk.clock.advance(.seconds(86_401))
        #expect(try await desk.perform("get_active_sessions_count").body == 0)
        #expect(try await desk.perform("cleanup_expired_sessions").body == 1)
        #expect(try await desk.perform("get_session_by_phone", ["phone_number": Self.phone]).body == .null)
        #expect(try await desk.perform("get_session_by_id", ["session_id": id]).body["status"] == "expired")
        for name in ["get_session_by_id", "get_session_summary", "update_session"] {
            #expect(try await desk.perform(name, ["session_id": "unknown"]) == Answer(200, .null))
        }
    }

    @Test("add_message stores what is said in both directions, each id once")
    func addMessage() async throws {
        let desk = try Desk()
        let arguments: JSONObject = [
            "phone_number": Self.phone, "content": "Order received", "message_type": "system", "direction": "outbound",
            "metadata": ["error": "none"], "message_id": "m-1",
        ]
        let first = try await desk.perform("add_message", arguments)
        #expect(first.body["message_count"] == 1)
        #expect(try await desk.perform("add_message", arguments) == first)
        _ = try await desk.perform("add_message", ["phone_number": Self.phone, "content": ""])
        let history = try await desk.perform("get_conversation_history", ["phone_number": Self.phone]).body.array ?? []
        #expect(history.map { $0["content"] } == ["Order received", ""])
        #expect(history.map { $0["direction"] } == ["outbound", "inbound"])
        #expect(history.first?["metadata"] == ["error": "none"] && history.first?["message_type"] == "system")
        #expect(
            try await desk.perform("get_conversation_history", ["phone_number": Self.phone, "limit": 1]).body.array?
                .map { $0["content"] } == [""])
        var other = arguments
        other["content"] = "Other"
        #expect(
            try await desk.perform("add_message", other)
                == Answer(409, ["detail": "message_id stands for another message"]))
        #expect(
            try await desk.perform("get_conversation_history", ["phone_number": "+14155550199"]) == Answer(200, []))
    }

    @Test("update_session takes its changes beside the id or in updates, and says who was faster")
    func update() async throws {
        let desk = try Desk()
        let id = JSON.string(try await desk.arrive(sid: "SM1").conversation.session.id)
        let changed = try await desk.perform(
            "update_session", ["session_id": id, "context": ["a": 1], "order_details": ["total_amount": 129.95]])
        #expect(changed.body["context"] == ["a": 1] && changed.body["order_details"] == ["total_amount": 129.95])
        let again = try await desk.perform(
            "update_session",
            ["session_id": id, "updates": ["context": ["a": .null], "status": .null, "order_details": .null]])
        #expect(again.body["context"] == [:] && again.body["version"] == 2)
        #expect(again.body["order_details"] == ["total_amount": 129.95])
        #expect(
            try await desk.perform("update_session", ["session_id": id, "context": ["b": 1], "version": 1])
                == Answer(409, ["detail": "The session has changed meanwhile: its version is 2"]))
        let ended = try await desk.perform("update_session", ["session_id": id, "status": "completed"])
        #expect(ended.body["status"] == "completed")
        #expect(
            try await desk.perform("update_session", ["session_id": id, "status": "active"])
                == Answer(409, ["detail": "The session has ended: it is completed"]))
    }

    @Test("sessions are completed and expired once")
    func end() async throws {
        let desk = try Desk()
        let id = JSON.string(try await desk.arrive(sid: "SM1").conversation.session.id)
        for _ in 0..<2 { #expect(try await desk.perform("expire_session", ["session_id": id]) == Answer(200, true)) }
        #expect(
            try await desk.perform("complete_session", ["session_id": id])
                == Answer(409, ["detail": "The session has ended: it is expired"]))
        for name in ["complete_session", "expire_session"] {
            #expect(try await desk.perform(name, ["session_id": "unknown"]) == Answer(200, false))
        }
    }

    @Test("get_all_sessions gives all, page by page, in the form that is asked for")
    func all() async throws {
        let desk = try Desk()
        for number in 0..<5 {
            try await desk.arrive(sid: "SM\(number)", from: .known("+1415555020\(number)"))
            desk.clock.advance(.seconds(1))
        }
        let all = try await desk.perform("get_all_sessions").body.array ?? []
        #expect(all.map { $0["phone_number"] } == (0..<5).reversed().map { .string("+1415555020\($0)") })
        let first = try await desk.perform("get_all_sessions", ["limit": 3, "cursor": .null]).body
        let cursor = try #require(first["next_cursor"])
        let second = try await desk.perform("get_all_sessions", ["limit": 3, "cursor": cursor]).body
        #expect((first["items"]?.array ?? []) + (second["items"]?.array ?? []) == all)
        #expect(second["next_cursor"] == .null)
        let id = try #require(all.last?["session_id"])
        _ = try await desk.perform("complete_session", ["session_id": id])
        let completed = try await desk.perform("get_all_sessions", ["status": "completed", "envelope": true]).body
        #expect(completed["items"]?.array?.map { $0["session_id"] } == [id])
    }

    @Test(
        "what is wrong with an argument is said by name, and nothing is written",
        arguments: [
            ("create_session", [:], "phone_number"), ("create_session", ["phone_number": "nobody"], "phone_number"),
            ("create_session", ["phone_number": "+1415", "context": "x"], "context"),
            ("create_session", ["phone_number": "+1415", "context": ["": 1]], "context"),
            ("create_session", ["phone_number": "+1415", "initial_message": 1], "initial_message"),
            ("get_session_by_phone", ["phone_number": 1], "phone_number"), ("get_session_by_id", [:], "session_id"),
            ("get_session_summary", ["session_id": ""], "session_id"), ("complete_session", [:], "session_id"),
            ("update_session", ["session_id": "x", "status": "gone"], "status"),
            ("update_session", ["session_id": "x", "mode": "robot"], "mode"),
            ("update_session", ["session_id": "x", "updates": ["context": 1]], "updates.context"),
            ("update_session", ["session_id": "x", "mode": "bot", "updates": ["context": ["a": 1]]], "updates"),
            ("update_session", ["session_id": "x", "order_details": []], "order_details"),
            ("update_session", ["session_id": "x", "version": -1], "version"),
            ("add_message", ["phone_number": "+1415"], "content"),
            (
                "add_message", ["phone_number": "+1415", "content": .string(String(repeating: "x", count: 16_385))],
                "content"
            ),
            ("add_message", ["phone_number": "+1415", "content": "x", "message_type": "smell"], "message_type"),
            ("add_message", ["phone_number": "+1415", "content": "x", "direction": "up"], "direction"),
            ("add_message", ["phone_number": "+1415", "content": "x", "message_id": "a b"], "message_id"),
            (
                "add_message",
                [
                    "phone_number": "+1415", "content": "x",
                    "metadata": ["a": .string(String(repeating: "x", count: 17_000))],
                ], "metadata"
            ),
            ("get_conversation_history", ["phone_number": "+1415", "limit": 0], "limit"),
            ("get_conversation_history", ["phone_number": "+1415", "limit": -1], "limit"),
            ("get_conversation_history", ["phone_number": "+1415", "limit": 1001], "limit"),
            ("get_all_sessions", ["cursor": "x"], "cursor"), ("get_all_sessions", ["limit": 0], "limit"),
            ("get_all_sessions", ["mode": "human", "status": "expired"], "mode"),
            ("forget_everything", [:], "operation"),
        ] as [(String, JSONObject, JSON)])
    func invalid(_ name: String, _ arguments: JSONObject, _ field: JSON) async throws {
        let desk = try Desk()
        let answer = try await desk.perform(name, arguments)
        #expect(answer.status == 400 && answer.body["field"] == field)
        #expect(answer.body["detail"]?.string?.hasPrefix(field.string ?? "?") == true)
        #expect(try await desk.items() == [])
    }
}
