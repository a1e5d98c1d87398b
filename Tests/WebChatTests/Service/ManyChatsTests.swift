import AWSServices
import SystemTestSupport
import Tables
import Testing
import WireFormats

@testable import WebChat

@Suite("What answers cost")
struct ManyChatsTests {
    @Test("lists, searches and statistics cost as many storage calls of 10,000 chats as of three")
    func calls() async throws {
        let room = try ChatRoom()
        for id in ["a", "b", "c"] { try await room.say("Something", in: id) }
        #expect(try await calls(room) { #expect(try await room.ids() == ["c", "b", "a"]) } == 2)
        #expect(try await calls(room) { #expect(try await room.found("some", [("limit", "1")]) == ["c"]) } == 3)
        #expect(try await calls(room) { #expect(try await recent(room) == [3, 3]) } == 4)

        let writes = (0..<10_000).map { number -> BatchWrite in
            let key = ChatKey(owner: "alice", id: "old-\(number)")
            let name = number == 0 ? "A needle" : "Old"
            return .put(Chat.item(key, name: name, at: "2026-11-21T07:30:00.\(100_000 + number)Z", epoch: 1))
        }
        try await room.tables.batchWrite(ChatRoom.schema.table, writes)
        for limit in ["20", "100"] {
            #expect(
                try await calls(room) { #expect(try await room.ids([("limit", limit)]).first == "c") } == 2)
        }
        #expect(try await calls(room) { #expect(try await room.found("some", [("limit", "1")]) == ["c"]) } == 3)
        let oldest = try await calls(room) { #expect(try await room.found("needle") == ["old-0"]) }
        #expect(oldest <= ConversationStore.maximumSearchReads)
        // Of each part of the list no more are counted.
        #expect(try await calls(room) { #expect(try await recent(room) == [1000, 1000]) } == 4)
    }

    private func calls(_ room: ChatRoom, _ body: () async throws -> Void) async throws -> Int {
        room.tables.reset()
        try await body()
        return room.tables.calls
    }

    private func recent(_ room: ChatRoom) async throws -> [Int?] {
        let stats = try await room.ask("GET", "/api/session_stats/").body["stats"]
        return [stats?["recent_sessions_24h"]?.int, stats?["active_sessions"]?.int]
    }
}
