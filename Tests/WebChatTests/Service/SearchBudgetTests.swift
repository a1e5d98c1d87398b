import AWSServices
import SystemSupport
import SystemTestSupport
import Tables
import Testing
import WireFormats

@testable import WebChat

@Suite("What a search reads")
struct SearchBudgetTests {
    @Test("a call reads so many pages and no more; the next one goes on where it stopped")
    func pages() async throws {
        let room = try ChatRoom()
        try await room.say("A needle", in: "s")
        for number in 0..<4 { try await room.say("Hay \(number)", in: "s") }
        room.tables.reset()
        room.tables.endPages(after: 1)
        let first = try await room.ask("GET", "/api/search", query: [("q", "needle")])
        #expect(first.body["results"] == [])
        #expect(first.body["searched_through"] == "2026-11-21T08:00:00.000005Z")
        #expect(room.tables.calls == ConversationStore.maximumSearchReads - 1)
        let cursor = try #require(first.body["next_cursor"]?.string)
        #expect(try await room.found("needle", [("cursor", cursor)]) == ["s"])
    }

    @Test("many chats of the other part of the list are passed over, a batch at a time")
    func passedOver() async throws {
        let room = try ChatRoom()
        let writes = (0..<700).map { number -> BatchWrite in
            let key = ChatKey(owner: "alice", id: "c\(number)")
            var item = Chat.item(key, name: "A needle", at: "2026-01-01T00:00:00.\(100_000 + number)Z", epoch: 1)
            item[ChatAttribute.isArchived] = .bool(number > 0)
            return .put(item)
        }
        try await room.tables.batchWrite(ChatRoom.schema.table, writes)
        room.tables.reset()
        let first = try await room.ask("GET", "/api/search", query: [("q", "needle")])
        #expect(first.body["results"] == [])
        #expect(room.tables.calls == ConversationStore.maximumSearchReads)
        let cursor = try #require(first.body["next_cursor"]?.string)
        #expect(try await room.found("needle", [("cursor", cursor)]) == ["c0"])
    }
}
