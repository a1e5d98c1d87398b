import Gateway
import SystemSupport
import SystemTestSupport
import Tables
import Testing
import WireFormats

@testable import WebChat

@Suite("Lists of chats, and single ones")
struct SessionTests {
    private func room(_ count: Int) async throws -> ChatRoom {
        let room = try ChatRoom()
        for number in 0..<count {
            room.clock.advance(.seconds(1))
            try await room.say("Chat \(number)", in: "c\(number)")
        }
        return room
    }

    @Test("newest activity comes first, and a new message brings a chat to the top")
    func order() async throws {
        let room = try await room(3)
        #expect(try await room.ids() == ["c2", "c1", "c0"])
        room.clock.advance(.seconds(1))
        try await room.say("More", in: "c0")
        #expect(try await room.ids() == ["c0", "c2", "c1"])
    }

    @Test("pinned chats come first, archived ones only when asked for, and neither changes the time of activity")
    func parts() async throws {
        let room = try await room(4)
        room.clock.advance(.seconds(1))
        let pinned = try await room.ask("PATCH", "/api/sessions/c0", ["pinned": true])
        #expect(pinned.body["pinned"] == true && pinned.body["last_activity"] == "2026-11-21T08:00:01.000001Z")
        _ = try await room.ask("PATCH", "/api/sessions/c3", ["archived": true])
        #expect(try await room.ids() == ["c0", "c2", "c1"])
        #expect(try await room.ids([("archived", "true")]) == ["c3"])
        try await room.say("More", in: "c3")
        #expect(try await room.ids([("archived", "true")]) == ["c3"])
        _ = try await room.ask("PATCH", "/api/sessions/c0", ["pinned": false])
        _ = try await room.ask("PATCH", "/api/sessions/c3", ["archived": false])
        #expect(try await room.ids() == ["c3", "c2", "c1", "c0"])
    }

    @Test("pages have no gap and no double, as arrays with a header or in an envelope", arguments: [false, true])
    func pages(hasEnvelope: Bool) async throws {
        let room = try await room(7)
        for id in ["c1", "c5"] { _ = try await room.ask("PATCH", "/api/sessions/\(id)", ["pinned": true]) }
        var pages: [[String]] = []
        var cursor: String?
        repeat {
            var query = [("limit", "3"), ("envelope", hasEnvelope ? "true" : "false")]
            if let cursor { query.append(("cursor", cursor)) }
            let response = try await room.send("GET", "/api/session_names", query: query)
            let body = Answer(response).body
            pages.append((hasEnvelope ? body["items"] : body)?.array?.compactMap { $0["session_id"]?.string } ?? [])
            cursor = response.headers["X-Next-Cursor"]
            if hasEnvelope { #expect(body["next_cursor"] == cursor.map(JSON.string) ?? .null) }
            #expect(response.headers["Access-Control-Expose-Headers"]?.contains("X-Next-Cursor") == true)
        } while cursor != nil && pages.count < 9
        #expect(pages == [["c5", "c1", "c6"], ["c4", "c3", "c2"], ["c0"]])
    }

    @Test("an index that lags shows no deleted chat, and renamed ones with their new names")
    func lag() async throws {
        let room = try ChatRoom(indexDelay: .seconds(5))
        for id in ["a", "b"] { try await room.say("Chat \(id)", in: id) }
        room.clock.advance(.seconds(6))
        _ = try await room.ask("DELETE", "/api/sessions/a")
        _ = try await room.ask("PATCH", "/api/sessions/b", ["chat_name": "Renamed"])
        #expect(try await room.names().map { $0["chat_name"] } == ["Renamed"])
        _ = try await room.ask("PATCH", "/api/sessions/b", ["archived": true])
        #expect(try await room.names() == [])
    }

    @Test("active are the chats of the last hour, archived ones too, newest first and in pages")
    func active() async throws {
        let room = try await room(3)
        room.clock.advance(.seconds(3597))
        _ = try await room.ask("PATCH", "/api/sessions/c1", ["archived": true])
        _ = try await room.ask("PATCH", "/api/sessions/c2", ["pinned": true])
        #expect(
            try await room.ask("GET", "/api/sessions/")
                == Answer(200, ["active_sessions": ["c2", "c1", "c0"], "total_sessions": 3]))
        room.clock.advance(.seconds(2))
        let first = try await room.send("GET", "/api/sessions", query: [("limit", "1")])
        #expect(Answer(first) == Answer(200, ["active_sessions": ["c2"], "total_sessions": 2]))
        let cursor = try #require(first.headers["X-Next-Cursor"])
        let second = try await room.send("GET", "/api/sessions", query: [("limit", "1"), ("cursor", cursor)])
        #expect(Answer(second) == Answer(200, ["active_sessions": ["c1"], "total_sessions": 2]))
        #expect(second.headers["X-Next-Cursor"] == nil)
    }

    @Test("a user's name is kept whatever comes, and trimmed")
    func rename() async throws {
        let room = try ChatRoom()
        try await room.say("First", in: "s")
        let renamed = try await room.ask("PATCH", "/api/sessions/s/", ["chat_name": "  My chat "])
        #expect(renamed.status == 200 && renamed.body["chat_name"] == "My chat")
        _ = try await room.ask("POST", "/api/clear_history", ["session_id": "s"])
        room.clock.advance(.seconds(7200))
        try await room.say("Something else", in: "s")
        #expect(try await room.ask("GET", "/api/sessions/s").body["chat_name"] == "My chat")
    }

    @Test(
        "a change that cannot be is refused and names the field",
        arguments: [
            (["chat_name": ""], ["body", "chat_name"]), (["chat_name": "  "], ["body", "chat_name"]),
            (["chat_name": .string(String(repeating: "x", count: 201))], ["body", "chat_name"]),
            (["pinned": "yes"], ["body", "pinned"]), (["archived": 1], ["body", "archived"]),
        ] as [(JSON, JSON)])
    func invalid(body: JSON, location: JSON) async throws {
        let room = try await room(1)
        let before = try await room.items()
        let answer = try await room.ask("PATCH", "/api/sessions/c0", body)
        #expect(answer.status == 422)
        #expect(answer.body["detail"]?[0]?["loc"] == location)
        #expect(try await room.items() == before)
    }

    @Test("nothing to change, and a chat that is not there")
    func nothing() async throws {
        let room = try await room(1)
        #expect(try await room.ask("PATCH", "/api/sessions/c0", [:]).status == 400)
        let missing = Answer(404, ["detail": "Session not found"])
        #expect(try await room.ask("PATCH", "/api/sessions/c1", ["pinned": true]) == missing)
        #expect(try await room.ask("GET", "/api/sessions/c1") == missing)
        #expect(try await room.ask("GET", "/api/sessions/%20") == missing)
    }

    @Test("changes and messages at the same time all arrive")
    func races() async throws {
        let room = try await room(1)
        try await withThrowingTaskGroup { group in
            for number in 0..<10 {
                group.addTask { _ = try await room.say("More", in: "c0") }
                group.addTask {
                    let change: JSON = number == 9 ? ["chat_name": "Last"] : ["pinned": .bool(number % 2 == 0)]
                    let answer = try await room.ask("PATCH", "/api/sessions/c0", change)
                    #expect(answer.status == 200)
                }
            }
            try await group.waitForAll()
        }
        let chat = try await room.ask("GET", "/api/sessions/c0").body
        #expect(chat["message_count"] == 22 && chat["chat_name"] == "Last")
        #expect(try await room.ids() == ["c0"])
    }

    @Test(
        "parameters out of range are refused and named",
        arguments: [("limit", "0"), ("limit", "101"), ("limit", "x"), ("archived", "maybe"), ("cursor", "abc")])
    func parameters(name: String, value: String) async throws {
        let room = try ChatRoom()
        let answer = try await room.ask("GET", "/api/session_names/", query: [(name, value)])
        #expect(answer.status == 422)
        #expect(answer.body["detail"]?[0]?["loc"] == ["query", .string(name)])
    }
}
