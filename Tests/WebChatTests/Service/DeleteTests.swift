import AWSServices
import Gateway
import SystemSupport
import SystemTestSupport
import Tables
import Testing
import WireFormats

@testable import WebChat

@Suite("Deleting, restoring, clearing")
struct DeleteTests {
    private func sweep(_ room: ChatRoom) async throws -> JSON {
        guard let sweep = room.service.actions["SWEEP"] else { throw Failure(.notFound, "no sweep") }
        return try await sweep(["action": "SWEEP"])
    }

    @Test("a deleted chat is gone at once, comes back whole within ten minutes, and the answers are documented")
    func undo() async throws {
        let room = try ChatRoom()
        try await room.say("Hello", in: "s")
        _ = try await room.ask("PATCH", "/api/sessions/s", ["chat_name": "Mine", "pinned": true])
        let before = try await room.names()
        room.clock.advance(.seconds(60))
        let deleted = Answer(
            200,
            [
                "status": "success", "message": "Session s deleted", "undo_until": "2026-11-21T08:11:00.000000Z",
            ])
        #expect(try await room.ask("DELETE", "/api/sessions/s") == deleted)
        #expect(try await room.ids() == [])
        #expect(try await room.history("s") == [])
        #expect(try await room.ask("GET", "/api/sessions/s").status == 404)
        room.clock.advance(.seconds(599))
        #expect(try await room.ask("DELETE", "/api/sessions/s") == deleted)
        let restored = try await room.ask("POST", "/api/sessions/s/restore")
        #expect(restored == Answer(200, before[0]))
        #expect(try await room.ask("POST", "/api/sessions/s/restore") == restored)
        #expect(try await room.names() == before)
        #expect(try await room.history("s") == ["Human: Hello", "AI: Answer to 1."])
    }

    @Test("an unknown chat is deleted with the documented success")
    func unknown() async throws {
        let room = try ChatRoom()
        #expect(
            try await room.ask("DELETE", "/api/sessions/s")
                == Answer(200, ["status": "success", "message": "Session s deleted"]))
        #expect(try await room.ask("POST", "/api/sessions/s/restore").status == 404)
        #expect(try await room.items() == [])
    }

    @Test("after its time a deleted chat stays deleted, and the sweep leaves nothing but the counters")
    func expiry() async throws {
        let room = try ChatRoom()
        for number in 0..<120 { try await room.say("P\(number)", in: "s") }
        try await room.say("Stay", in: "t")
        _ = try await room.ask("DELETE", "/api/sessions/s")
        #expect(try await sweep(room) == ["removed_chats": 0])
        room.clock.advance(.seconds(601))
        #expect(try await room.ask("POST", "/api/sessions/s/restore").status == 404)
        #expect(try await room.ask("DELETE", "/api/sessions/s").body["undo_until"] == nil)
        room.clock.advance(.seconds(60))
        #expect(try await sweep(room) == ["removed_chats": 1])
        let left = try await room.items()
        #expect(!left.contains { $0["pk"] == "CHAT#alice#s" })
        #expect(try await room.history("t").count == 2)
        #expect(try await sweep(room) == ["removed_chats": 0])
    }

    @Test("the sweep leaves no pointer of prompts whose ids only look the same")
    func alikePrompts() async throws {
        let room = try ChatRoom()
        for id in ["\u{E9}", "e\u{301}", "\u{301}"] { try await room.say("Hello", in: "s", id: id) }
        #expect(try await room.history("s").count == 6)
        _ = try await room.ask("DELETE", "/api/sessions/s")
        room.clock.advance(.seconds(661))
        #expect(try await sweep(room) == ["removed_chats": 1])
        #expect(try await !room.items().contains { $0["pk"] == "CHAT#alice#s" })
    }

    @Test("a sweep that is interrupted at any call is finished by the next")
    func interruption() async throws {
        for call in 1...40 {
            let room = try ChatRoom()
            for number in 0..<5 { try await room.say("P\(number)", in: "s") }
            _ = try await room.ask("DELETE", "/api/sessions/s")
            room.clock.advance(.seconds(700))
            room.tables.reset { event throws(TableError) in
                if event.number == call { throw TableError(.unavailable(mayHaveWritten: true), "cut") }
            }
            let outcome = try? await sweep(room)
            room.tables.reset()
            _ = try await sweep(room)
            #expect(try await room.items().filter { $0["pk"] == "CHAT#alice#s" } == [])
            if outcome != nil { return }
        }
        Issue.record("the sweep never came to its end")
    }

    @Test("writing to a deleted chat begins it anew: what was deleted stays so, for people and for the model")
    func reuse() async throws {
        let room = try ChatRoom()
        try await room.say("My name is Ann", in: "s")
        _ = try await room.ask("DELETE", "/api/sessions/s")
        room.clock.advance(.seconds(1))
        try await room.say("What is my name?", in: "s")
        #expect(try #require(room.model.requests.last).messages == [.user("What is my name?")])
        #expect(try await room.history("s") == ["Human: What is my name?", "AI: Answer to 1."])
        let chat = try #require(try await room.names().first)
        #expect(chat["chat_name"] == "What is my name?" && chat["message_count"] == 2)
        #expect(try await sweep(room) == ["removed_chats": 1])
        #expect(try await room.history("s").count == 2)
        #expect(!(try await room.items()).contains { $0["content"] == "My name is Ann" })
    }

    @Test("clearing takes the messages from people and model, keeps the name, and is documented")
    func clear() async throws {
        let room = try ChatRoom()
        try await room.say("My name is Ann", in: "s")
        let cleared = Answer(200, ["status": "success", "message": "Conversation history cleared"])
        for id: JSON in ["s", "s", "unknown", "no id"] {
            #expect(try await room.ask("POST", "/api/clear_history/", ["session_id": id]) == cleared)
        }
        #expect(
            try await room.ask("POST", "/api/get_history/", ["session_id": "s"]).body["status"] == "not_found")
        #expect(try await room.names().map { $0["message_count"] } == [0])
        try await room.say("What is my name?", in: "s")
        #expect(try #require(room.model.requests.last).messages == [.user("What is my name?")])
        #expect(try await room.names().map { $0["chat_name"] } == ["My name is Ann"])
        #expect(try await sweep(room) == ["removed_chats": 1])
        #expect(!(try await room.items()).contains { $0["content"] == "My name is Ann" })
        #expect(try await room.history("s").count == 2)
    }

    @Test("a selection is deleted at once, with what became of each, and can be restored one by one")
    func selection() async throws {
        let room = try ChatRoom()
        for id in ["a", "b", "c"] { try await room.say("Hello", in: id) }
        let answer = try await room.ask(
            "POST", "/api/sessions/delete", ["session_ids": ["a", "x", "c", "a", "no id"]])
        #expect(
            answer
                == Answer(
                    200,
                    [
                        "results": [
                            ["session_id": "a", "status": "deleted"], ["session_id": "x", "status": "not_found"],
                            ["session_id": "c", "status": "deleted"], ["session_id": "no id", "status": "not_found"],
                        ], "undo_until": "2026-11-21T08:10:00.000006Z",
                    ]))
        #expect(try await room.ids() == ["b"])
        #expect(try await room.ask("POST", "/api/sessions/c/restore").status == 200)
        #expect(try await room.ids() == ["c", "b"])
    }

    @Test("a hundred chats are deleted with three storage calls; more at a time are refused")
    func many() async throws {
        let room = try ChatRoom()
        let ids = (0..<100).map { "c\($0)" }
        for id in ids { try await room.say("Hello", in: id) }
        room.tables.reset()
        let answer = try await room.ask(
            "POST", "/api/sessions/delete", ["session_ids": .array(ids.map(JSON.string))])
        #expect(answer.body["results"]?.array?.allSatisfy { $0["status"] == "deleted" } == true)
        #expect(room.tables.calls == 3)
        #expect(try await room.ids() == [])
        let tooMany = try await room.ask(
            "POST", "/api/sessions/delete", ["session_ids": .array((0...100).map { .string("\($0)") })])
        #expect(tooMany.status == 422)
        let wrong = try await room.ask("POST", "/api/sessions/delete", ["session_ids": ["a", 1]])
        #expect(wrong.body["detail"]?[0]?["loc"] == ["body", "session_ids", 1])
    }

    @Test("the owner's totals follow, and the days keep what happened")
    func counters() async throws {
        let room = try ChatRoom()
        for _ in 1...2 { try await room.say("Hello", in: "a") }
        room.clock.advance(.seconds(18 * 3600))
        try await room.say("Hello", in: "b")
        func counters() async throws -> [Item] {
            try await room.items().filter { $0["pk"] == "STAT#alice" }.map { item in
                item.filter { $0.key != "pk" }
            }
        }
        let days: [Item] = [
            ["sk": "DAY#2026-11-21", "messages": 4, "chats": 1, "hour_08": 4],
            ["sk": "DAY#2026-11-22", "messages": 2, "chats": 1, "hour_02": 2],
        ]
        #expect(try await counters() == days + [["sk": "TOTAL", "messages": 6, "chats": 2]])
        _ = try await room.ask("DELETE", "/api/sessions/a")
        #expect(try await counters() == days + [["sk": "TOTAL", "messages": 2, "chats": 1]])
        _ = try await room.ask("POST", "/api/sessions/a/restore")
        _ = try await room.ask("POST", "/api/clear_history", ["session_id": "b"])
        #expect(try await counters() == days + [["sk": "TOTAL", "messages": 4, "chats": 2]])
    }
}
