import Gateway
import SystemSupport
import SystemTestSupport
import Tables
import Testing
import WireFormats

@testable import WebChat

@Suite("Statistics")
struct StatisticsTests {
    @Test("chats and messages, by day and by hour of the day, all days present and the oldest first")
    func answer() async throws {
        let room = try ChatRoom()
        try await room.say("One", in: "a")
        room.clock.set("2026-11-22T10:00:00.000000Z")
        try await room.say("Two", in: "a")
        try await room.say("Three", in: "b")
        var hours = [JSON](repeating: 0, count: 24)
        (hours[8], hours[10]) = (2, 4)
        let expected = Answer(
            200,
            [
                "stats": [
                    "total_sessions": 2, "total_messages": 6, "recent_sessions_24h": 2, "active_sessions": 2,
                ],
                "daily": [
                    ["date": "2026-11-20", "messages": 0, "sessions": 0],
                    ["date": "2026-11-21", "messages": 2, "sessions": 1],
                    ["date": "2026-11-22", "messages": 4, "sessions": 1],
                ], "hourly": .array(hours),
            ])
        for path in ["/api/session_stats", "/api/session_stats/"] {
            #expect(try await room.ask("GET", path, query: [("days", "3")]) == expected)
        }
    }

    @Test("days that are not asked for do not count, but for the totals")
    func days() async throws {
        let room = try ChatRoom()
        try await room.say("One", in: "a")
        room.clock.advance(.seconds(30 * 86_400))
        let month = try await room.ask("GET", "/api/session_stats").body
        #expect(month["daily"]?.array?.count == 30 && month["daily"]?[0]?["date"] == "2026-11-22")
        #expect(month["hourly"] == .array([JSON](repeating: 0, count: 24)))
        #expect(month["stats"] == stats(chats: 1, messages: 2, recent: 0, active: 0))
        let year = try await room.ask("GET", "/api/session_stats", query: [("days", "366")]).body
        #expect(year["daily"]?.array?.count == 366 && year["hourly"]?[8] == 2)
    }

    @Test("recent are the chats of the last day, active those of the last hour; archived and pinned ones too")
    func recent() async throws {
        let room = try ChatRoom()
        for id in ["a", "b", "c"] { try await room.say("Hello", in: id) }
        _ = try await room.ask("PATCH", "/api/sessions/a", ["archived": true])
        _ = try await room.ask("PATCH", "/api/sessions/b", ["pinned": true])
        #expect(try await room.statistics() == stats(chats: 3, messages: 6, recent: 3, active: 3))
        room.clock.advance(.seconds(3601))
        try await room.say("More", in: "a")
        #expect(try await room.statistics() == stats(chats: 3, messages: 8, recent: 3, active: 1))
        room.clock.advance(.seconds(86_400 - 3600))
        #expect(try await room.statistics() == stats(chats: 3, messages: 8, recent: 1, active: 0))
    }

    @Test("what was cleared, deleted and restored is counted as it is, and stays in its day")
    func removed() async throws {
        let room = try ChatRoom()
        for id in ["a", "b"] { try await room.say("Hello", in: id) }
        _ = try await room.ask("POST", "/api/clear_history", ["session_id": "a"])
        #expect(try await room.statistics() == stats(chats: 2, messages: 2, recent: 2, active: 2))
        _ = try await room.ask("DELETE", "/api/sessions/b")
        #expect(try await room.statistics() == stats(chats: 1, messages: 0, recent: 1, active: 1))
        _ = try await room.ask("POST", "/api/sessions/b/restore")
        #expect(try await room.statistics() == stats(chats: 2, messages: 2, recent: 2, active: 2))
        let daily = try await room.ask("GET", "/api/session_stats", query: [("days", "1")]).body["daily"]
        #expect(daily == [["date": "2026-11-21", "messages": 4, "sessions": 2]])
    }

    @Test("days out of range are refused", arguments: ["0", "367", "-1", "x", "1.5"])
    func parameters(days: String) async throws {
        let room = try ChatRoom()
        let answer = try await room.ask("GET", "/api/session_stats", query: [("days", days)])
        #expect(answer.status == 422)
        #expect(answer.body["detail"]?[0]?["loc"] == ["query", "days"])
        #expect(room.tables.calls == 0)
    }

    @Test("where the store cannot be reached, statistics say so", arguments: 1...4)
    func outage(call: Int) async throws {
        let room = try ChatRoom()
        room.tables.reset { current throws(TableError) in
            if current.number == call { throw TableError(.unavailable(mayHaveWritten: false), "down") }
        }
        let answer = try await room.ask("GET", "/api/session_stats")
        #expect(answer == Answer(503, ["detail": "The store cannot be reached. Please try again."]))
    }

    private func stats(chats: Int, messages: Int, recent: Int, active: Int) -> JSON {
        [
            "total_sessions": .number(JSONNumber(chats)), "total_messages": .number(JSONNumber(messages)),
            "recent_sessions_24h": .number(JSONNumber(recent)), "active_sessions": .number(JSONNumber(active)),
        ]
    }
}

extension ChatRoom {
    fileprivate func statistics() async throws -> JSON? {
        try await ask("GET", "/api/session_stats/").body["stats"]
    }
}
