import AWSServices
import SystemSupport
import SystemTestSupport
import Tables
import Testing
import WireFormats

@testable import WebChat

@Suite("What answers cost")
struct ManyChatsTests {
    /// What was answered, for how many storage calls.
    private struct Cost<Value: Equatable>: Equatable {
        var value: Value
        var calls: Int
    }

    @Test("lists, searches and statistics cost as many storage calls of 10,000 chats as of three")
    func calls() async throws {
        let room = try ChatRoom()
        for id in ["a", "b", "c"] { try await room.say("Something", in: id) }
        let list = try await cost(room) { try await room.ids() }
        #expect(list == Cost(value: ["c", "b", "a"], calls: 2))
        let active = try await cost(room) { try await activeChats(room) }
        #expect(active == Cost(value: 3, calls: 2))
        var search = try await cost(room) { try await room.found("some", [("limit", "1")]) }
        #expect(search == Cost(value: ["c"], calls: 3))
        var statistics = try await cost(room) { try await recent(room) }
        #expect(statistics == Cost(value: [3, 3], calls: 4))

        let writes = (0..<10_000).map { number -> BatchWrite in
            let key = ChatKey(owner: "alice", id: "old-\(number)")
            let name = number == 0 ? "A needle" : "Old"
            return .put(Chat.item(key, name: name, at: "2026-11-21T07:30:00.\(100_000 + number)Z", epoch: 1))
        }
        try await room.tables.batchWrite(ChatRoom.schema.table, writes)
        for limit in [20, 100] {
            let list = try await cost(room) { try await room.ids([("limit", String(limit))]).count }
            #expect(list == Cost(value: limit, calls: 2))
        }
        #expect(try await cost(room) { try await activeChats(room) }.calls == 2)
        search = try await cost(room) { try await room.found("some", [("limit", "1")]) }
        #expect(search == Cost(value: ["c"], calls: 3))
        search = try await cost(room) { try await room.found("needle") }
        #expect(search.value == ["old-0"] && search.calls <= ConversationStore.maximumSearchReads)
        // Of each part of the list no more are counted.
        statistics = try await cost(room) { try await recent(room) }
        #expect(statistics == Cost(value: [1000, 1000], calls: 4))
    }

    private func cost<Value>(_ room: ChatRoom, _ body: () async throws -> Value) async throws -> Cost<Value> {
        room.tables.reset()
        let value = try await body()
        return Cost(value: value, calls: room.tables.requests)
    }

    private func activeChats(_ room: ChatRoom) async throws -> Int? {
        try await room.ask("GET", "/api/sessions/").body["active_sessions"]?.array?.count
    }

    private func recent(_ room: ChatRoom) async throws -> [Int?] {
        let stats = try await room.ask("GET", "/api/session_stats/").body["stats"]
        return [stats?["recent_sessions_24h"]?.int, stats?["active_sessions"]?.int]
    }
}
