import Gateway
import SystemSupport
import SystemTestSupport
import Testing
import WireFormats

@testable import WebChat

@Suite("Whose chat it is")
struct AccessTests {
    struct Attempt: Sendable, CustomTestStringConvertible {
        var method: String
        var path: String
        var body: JSON?
        var query: [(String, String)] = []
        var testDescription: String { "\(method) \(path)" }
    }

    private static let attempts = [
        Attempt(method: "POST", path: "/api/get_history/", body: ["session_id": "s"]),
        Attempt(method: "POST", path: "/api/clear_history/", body: ["session_id": "s"]),
        Attempt(method: "GET", path: "/api/session_names/"),
        Attempt(method: "GET", path: "/api/sessions/"),
        Attempt(method: "GET", path: "/api/sessions/s"),
        Attempt(method: "PATCH", path: "/api/sessions/s", body: ["chat_name": "Mine", "pinned": true]),
        Attempt(method: "DELETE", path: "/api/sessions/s"),
        Attempt(method: "POST", path: "/api/sessions/s/restore"),
        Attempt(method: "POST", path: "/api/sessions/delete", body: ["session_ids": ["s"]]),
        Attempt(method: "GET", path: "/api/search/", query: [("q", "secret")]),
        Attempt(method: "GET", path: "/api/session_stats/"),
        Attempt(method: "POST", path: "/api/cleanup_sessions/", body: ["days_old": 0.000_000_1]),
        Attempt(method: "GET", path: "/api/export"),
        Attempt(method: "GET", path: "/api/export/s"),
    ]

    @Test(
        "somebody else's chat is answered as one that is not there, and stays as it was", arguments: attempts,
        [Caller.bob, .admin])
    func foreign(attempt: Attempt, caller: Caller) async throws {
        let (full, empty) = (try ChatRoom(), try ChatRoom())
        try await full.say("A secret", in: "s")
        for room in [full, empty] { room.clock.advance(.seconds(60)) }
        let before = try await full.items()
        func ask(_ room: ChatRoom) async throws -> Answer {
            try await room.ask(attempt.method, attempt.path, query: attempt.query, attempt.body, as: caller)
        }
        let answer = try await ask(full)
        #expect(try await ask(empty) == answer)
        #expect(!answer.body.text.contains("secret"))
        #expect(try await full.items() == before)
    }

    @Test("the same id is another chat for everybody")
    func sameID() async throws {
        let room = try ChatRoom()
        try await room.say("Alice's", in: "s")
        try await room.say("Bob's", in: "s", as: .bob)
        #expect(try #require(room.model.requests.last).messages.map(\.text) == ["Bob's"])
        #expect(try await room.history("s") == ["Human: Alice's", "AI: Answer to 1."])
        #expect(try await room.history("s", as: .bob) == ["Human: Bob's", "AI: Answer to 1."])
    }

    @Test("importing a chat with the id of somebody else's makes one of one's own")
    func importing() async throws {
        let room = try ChatRoom()
        try await room.say("Alice's", in: "s")
        let file = try await room.ask("GET", "/api/export/s").body
        let before = try await room.items()
        #expect(try await room.ask("POST", "/api/import", file, as: .bob).body["imported"] == 1)
        _ = try await room.ask("DELETE", "/api/sessions/s", as: .bob)
        #expect(try await room.items().filter { item in before.contains { $0["pk"] == item["pk"] } } == before)
    }

    @Test("owners whose names run into ids keep apart")
    func similarOwners() async throws {
        let room = try ChatRoom()
        try await room.say("One", in: "b#s", as: .user(id: "a", groups: []))
        #expect(try await room.history("s", as: .user(id: "a#b", groups: [])) == [])
        #expect(try await room.ids(as: .user(id: "a", groups: [])) == ["b#s"])
    }

    @Test(
        "whoever is not signed in is asked to",
        arguments: attempts + [
            Attempt(method: "POST", path: "/api/generate/", body: ["prompt": "x"]),
            Attempt(method: "POST", path: "/api/import", body: ["version": 1, "sessions": []]),
        ])
    func anonymous(attempt: Attempt) async throws {
        let room = try ChatRoom()
        let response = try await room.send(attempt.method, attempt.path, attempt.body, as: .anonymous)
        #expect(Answer(response) == Answer(401, ["detail": "Please sign in"]))
        #expect(response.headers["WWW-Authenticate"] == "Bearer")
    }

    @Test("in open mode all who are not signed in are one")
    func open() async throws {
        let room = try ChatRoom(mode: .open)
        try await room.say("Hello", in: "s", as: .anonymous)
        #expect(try await room.ids(as: .anonymous) == ["s"])
        #expect(try await room.ids() == [])
    }
}
