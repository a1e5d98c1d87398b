import Gateway
import SystemTestSupport
import Tables
import Testing
import WireFormats

@testable import ChatSessions

@Suite("list_sessions_by_user_id and list_all_sessions_by_user_id")
struct UserListingTests {
    private func fill(_ chat: Chat, _ count: Int) async throws {
        for number in 1...count {
            try await chat.create("s\(number)", title: "Title \(number)")
            chat.clock.advance(.seconds(1))
        }
    }

    private func ids(_ body: JSON?) -> [String] { body?.array?.compactMap { $0["session_id"]?.string } ?? [] }

    @Test("a user without sessions has an empty array")
    func empty() async throws {
        #expect(try await Chat().ask("list_sessions_by_user_id", ["user_id": "alice"]) == Answer(200, []))
    }

    @Test("lists title and time of creation, newest first, of the caller only")
    func elements() async throws {
        let chat = try Chat()
        try await fill(chat, 2)
        try await chat.create("other", as: .bob)
        #expect(
            try await chat.ask("list_sessions_by_user_id", ["user_id": "alice"])
                == Answer(
                    200,
                    [
                        ["session_id": "s2", "title": "Title 2", "time_stamp": "2026-11-21T08:00:01.000000Z"],
                        ["session_id": "s1", "title": "Title 1", "time_stamp": "2026-11-21T08:00:00.000000Z"],
                    ]))
    }

    @Test("stops at 15 and at 100 unless a limit says otherwise")
    func limits() async throws {
        let chat = try Chat()
        try await fill(chat, 101)
        #expect(ids(try await chat.ask("list_sessions_by_user_id", [:]).body).count == 15)
        #expect(ids(try await chat.ask("list_all_sessions_by_user_id", [:]).body).count == 100)
        #expect(ids(try await chat.ask("list_sessions_by_user_id", ["limit": 101]).body).count == 101)
    }

    @Test("pages by cursor without gap or repeat while sessions are added", arguments: [1, 3, 7])
    func pages(limit: Int) async throws {
        let chat = try Chat()
        try await fill(chat, 10)
        var seen: [String] = []
        var arguments: JSONObject = ["cursor": nil, "limit": .number(JSONNumber(limit))]
        while seen.count < 50 {
            let body = try await chat.ask("list_sessions_by_user_id", arguments).body
            seen += ids(body["items"])
            guard let next = body["next_cursor"], !next.isNull else { break }
            arguments["cursor"] = next
            try await chat.create("late\(seen.count)")
        }
        #expect(seen == (1...10).reversed().map { "s\($0)" })
    }

    @Test("a bare array goes with its cursor in a header that browsers may read, and is bare for direct callers")
    func bareWithCursor() async throws {
        let chat = try Chat()
        try await fill(chat, 3)
        let handler = try #require(chat.service.operations.handlers["list_sessions_by_user_id"])
        let response = try await handler(
            Operation(name: "list_sessions_by_user_id", arguments: ["limit": 2], caller: .alice))
        #expect(ids(Answer(response).body) == ["s3", "s2"])
        #expect(response.isBareForDirectCallers)
        #expect(response.headers["Access-Control-Expose-Headers"] == "X-Next-Cursor")
        let cursor = try #require(response.headers["X-Next-Cursor"])
        let rest = try await chat.ask(
            "list_sessions_by_user_id", ["limit": 2, "cursor": .string(cursor), "envelope": false])
        #expect(ids(rest.body) == ["s1"])
    }

    @Test("a cursor is good for its own user and list only")
    func foreignCursor() async throws {
        let chat = try Chat()
        try await fill(chat, 3)
        let cursor = try #require(
            try await chat.ask("list_sessions_by_user_id", ["limit": 2, "envelope": true]).body["next_cursor"])
        let refused = Answer(400, "cursor is not one that was given for this list")
        #expect(try await chat.ask("list_sessions_by_user_id", ["cursor": cursor], as: .bob) == refused)
        #expect(
            try await chat.ask(
                "list_all_sessions", ["start_time": "2026-01-01", "end_time": "2026-12-31", "cursor": cursor],
                as: .admin) == refused)
    }

    @Test("a session just deleted is not listed although the index still shows it")
    func deletedWhileLagging() async throws {
        let chat = try Chat(indexDelay: .seconds(30))
        try await fill(chat, 3)
        chat.clock.advance(.seconds(60))
        _ = try await chat.ask("delete_session", ["session_id": "s2"])
        #expect(ids(try await chat.ask("list_sessions_by_user_id", [:]).body) == ["s3", "s1"])
    }

    @Test("a page is full although sessions that the index still shows were just deleted")
    func fullWhileLagging() async throws {
        let chat = try Chat(indexDelay: .seconds(30))
        try await fill(chat, 20)
        chat.clock.advance(.seconds(60))
        for number in [20, 18, 17] { _ = try await chat.ask("delete_session", ["session_id": .string("s\(number)")]) }
        let expected = [19] + (1...16).reversed()
        let page = try await chat.ask("list_sessions_by_user_id", ["cursor": .null]).body
        #expect(ids(page["items"]) == expected.prefix(15).map { "s\($0)" })
        let rest = try await chat.ask("list_sessions_by_user_id", ["cursor": try #require(page["next_cursor"])]).body
        #expect(ids(rest["items"]) == ["s2", "s1"] && rest["next_cursor"] == .null)
    }

    @Test("the first page costs two calls of the store at any size")
    func cost() async throws {
        let (chat, tables) = try Chat.watched()
        try await fill(chat, 120)
        tables.reset()
        _ = try await chat.ask("list_all_sessions_by_user_id", [:])
        #expect(tables.requests == 2)
    }

    private static let badRequests: [(JSONObject, String)] = [
        (JSONObject([("limit", JSON.number(JSONNumber(0)))]), "limit must be an integer from 1 to 1000"),
        (JSONObject([("limit", JSON.string("many"))]), "limit must be an integer from 1 to 1000"),
        (JSONObject([("cursor", JSON.number(JSONNumber(1)))]), "cursor must be a string, not a number"),
        (JSONObject([("envelope", JSON.string("yes"))]), "envelope must be true or false, not a string"),
    ]

    @Test("names what is wrong", arguments: badRequests)
    func badInput(arguments: JSONObject, message: String) async throws {
        #expect(
            try await Chat().ask("list_sessions_by_user_id", arguments) == Answer(400, .string(message)))
    }

    @Test("a direct caller must name the user")
    func direct() async throws {
        let chat = try Chat()
        #expect(
            try await chat.ask("list_sessions_by_user_id", [:], as: .direct)
                == Answer(400, "user_id is required"))
        try await fill(chat, 1)
        #expect(ids(try await chat.ask("list_sessions_by_user_id", ["user_id": "alice"], as: .direct).body) == ["s1"])
    }
}
