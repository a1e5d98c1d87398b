import SystemTestSupport
import TestSupport
import Testing
import WireFormats

@testable import WebChat

@Suite("Search and statistics on DynamoDB (moto)")
struct DynamoDBSearchTests {
    @Test("chats are found page by page, and counted, as on SQLite")
    func search() async throws {
        let moto = try await MotoRoom()
        let room = moto.room
        for (id, prompt) in [("a", "Où est l'Été?"), ("b", "L'été est où"), ("c", "Hiver"), ("d", "Un été, ou deux")] {
            try await room.say(prompt, in: id)
        }
        try await room.say("Mon été, où?", in: "e", as: .bob)
        _ = try await room.ask("DELETE", "/api/sessions/b")
        let first = try await room.ask("GET", "/api/search", query: [("q", "OU ete"), ("limit", "1")])
        #expect(first.body["results"]?.array?.map { $0["session_id"] } == ["d"])
        #expect(first.body["results"]?[0]?["matches"]?[0]?["highlights"] == [[3, 6], [8, 10]])
        let cursor = try #require(first.body["next_cursor"]?.string)
        #expect(try await room.found("OU ete", [("cursor", cursor)]) == ["a"])
        #expect(try await room.found("printemps") == [])

        room.clock.set("2026-11-22T10:00:00.000000Z")
        try await room.say("Encore", in: "c")
        let statistics = try await room.ask("GET", "/api/session_stats", query: [("days", "2")]).body
        #expect(
            statistics["stats"] == [
                "total_sessions": 3, "total_messages": 8, "recent_sessions_24h": 1, "active_sessions": 1,
            ])
        #expect(
            statistics["daily"] == [
                ["date": "2026-11-21", "messages": 8, "sessions": 4],
                ["date": "2026-11-22", "messages": 2, "sessions": 0],
            ])
        #expect(statistics["hourly"]?[8] == 8 && statistics["hourly"]?[10] == 2)
    }
}
