import Gateway
import SystemSupport
import SystemTestSupport
import Testing
import WireFormats

@testable import WebChat

@Suite("History")
struct HistoryTests {
    @Test("what was said, in the words of the original and as messages")
    func shape() async throws {
        let room = try ChatRoom()
        try await room.say("AI: Human: me", in: "s", id: "m-1")
        let answer = try await room.ask("POST", "/api/get_history/", ["session_id": "s"])
        #expect(answer.body["history"] == ["Human: AI: Human: me", "AI: Answer to 1."])
        #expect(answer.body["status"] == "success" && answer.body["next_cursor"] == .null)
        #expect(
            answer.body["messages"]?[0]
                == [
                    "message_id": "m-1", "sender": "Human", "content": "AI: Human: me",
                    "timestamp": "2026-11-21T08:00:00.000000Z", "status": "complete",
                ])
        #expect(answer.body["messages"]?[1]?["sender"] == "AI")
    }

    @Test("a chat that is not there, or an id that cannot be, is not found with 200", arguments: ["t", "", "a b"])
    func missing(id: String) async throws {
        let room = try ChatRoom()
        try await room.say("Hello", in: "s")
        #expect(
            try await room.ask("POST", "/api/get_history/", ["session_id": .string(id)])
                == Answer(200, ["status": "not_found", "message": "Session ID not found"]))
    }

    @Test("pages go back in time, each oldest first, without gap or double while the chat goes on")
    func pages() async throws {
        let room = try ChatRoom()
        for number in 1...5 { try await room.say("P\(number)", in: "s") }
        var pages: [[String]] = []
        var cursor: JSON?
        repeat {
            var body: JSONObject = ["session_id": "s", "limit": 4]
            body["cursor"] = cursor
            let answer = try await room.ask("POST", "/api/get_history", .object(body))
            pages.append(answer.body["history"]?.array?.compactMap(\.string) ?? [])
            cursor = answer.body["next_cursor"]
            try await room.say("Later", in: "s")
        } while cursor != .null && pages.count < 9
        let prompts = pages.map { $0.filter { $0.hasPrefix("Human") } }
        #expect(prompts == [["Human: P4", "Human: P5"], ["Human: P2", "Human: P3"], ["Human: P1"]])
    }

    @Test("more than an answer holds comes in several")
    func large() async throws {
        let room = try ChatRoom { _ in ModelAnswer(text: String(repeating: "\"\\\n", count: 80_000)) }
        for number in 0..<12 { try await room.say("P\(number)", in: "s") }
        var seen = 0
        var cursor: JSON?
        var sizes: [Int] = []
        repeat {
            var body: JSONObject = ["session_id": "s", "limit": 1000]
            body["cursor"] = cursor
            let answer = try await room.ask("POST", "/api/get_history", .object(body))
            seen += answer.body["messages"]?.array?.count ?? 0
            sizes.append(JSON.string(answer.body.text).serialized().count)
            cursor = answer.body["next_cursor"]
        } while cursor != .null && sizes.count < 20
        #expect(seen == 24)
        #expect(sizes.count > 1)
        #expect(sizes.allSatisfy { $0 < 6_000_000 })
    }

    @Test("a page costs two storage calls")
    func calls() async throws {
        let room = try ChatRoom()
        for number in 1...30 { try await room.say("P\(number)", in: "s") }
        room.tables.reset()
        _ = try await room.history("s")
        #expect(room.tables.calls == 2)
    }

    @Test("cursors of another chat or of somebody else, and limits out of range, are refused")
    func refused() async throws {
        let room = try ChatRoom()
        for chat in ["s", "t"] { for _ in 1...2 { try await room.say("Hello", in: chat) } }
        try await room.say("Hello", in: "s", as: .bob)
        let first = try await room.ask("POST", "/api/get_history", ["session_id": "s", "limit": 1])
        let cursor = try #require(first.body["next_cursor"])
        for (session, caller) in [("t", Caller.alice), ("s", .bob)] {
            let answer = try await room.ask(
                "POST", "/api/get_history", ["session_id": .string(session), "cursor": cursor], as: caller)
            #expect(answer.status == 422)
            #expect(answer.body["detail"]?[0]?["loc"] == ["body", "cursor"])
        }
        for limit: JSON in [0, 1001, "2"] {
            #expect(
                try await room.ask("POST", "/api/get_history", ["session_id": "s", "limit": limit]).status == 422)
        }
        _ = try await room.ask("POST", "/api/clear_history", ["session_id": "s"])
        try await room.say("Anew", in: "s")
        let stale = try await room.ask("POST", "/api/get_history", ["session_id": "s", "cursor": cursor])
        #expect(stale.body["detail"]?[0]?["msg"] == "cursor is of a history that was cleared")
    }
}
