import AWSServices
import SystemSupport
import SystemTestSupport
import Tables
import Testing
import WireFormats

@testable import WebChat

@Suite("What a search reads")
struct SearchBudgetTests {
    @Test("10,000 chats: two storage calls for a page of names, and the oldest is found as well")
    func chats() async throws {
        let room = try ChatRoom()
        let writes = (0..<10_000).map { number -> BatchWrite in
            let key = ChatKey(owner: "alice", id: "c\(number)")
            let name = number == 0 ? "A needle" : "A chat"
            return .put(Chat.item(key, name: name, at: "2026-01-01T00:00:00.\(100_000 + number)Z", epoch: 1))
        }
        try await room.tables.batchWrite(ChatRoom.schema.table, writes)
        room.tables.reset()
        #expect(try await room.found("chat", [("limit", "2")]) == ["c9999", "c9998"])
        #expect(room.tables.calls == 2)
        room.tables.reset()
        #expect(try await room.found("needle") == ["c0"])
        #expect(room.tables.calls <= ConversationStore.maximumSearchReads)
    }

    @Test("a call reads so much and no more; the next one goes on where it stopped")
    func pages() async throws {
        let room = try ChatRoom()
        let key = ChatKey(owner: "alice", id: "s")
        func time(_ number: Int) -> String { "2026-01-01T00:00:00.\(100_000 + number)Z" }
        let long = message("x" + String(repeating: " filler", count: 9_000), number: 0, at: time(0)).item(in: key)
        var writes: [BatchWrite] = [
            .put(Chat.item(key, name: "Long", at: time(0), epoch: 1)),
            .put(message("A needle", number: 1, at: time(1)).item(in: key)),
        ]
        for number in 2..<120 {
            let item = message("", number: number, at: time(number)).item(in: key)
            writes.append(
                .put(
                    item.merging([
                        ConversationAttribute.foldedText: long[ConversationAttribute.foldedText] ?? .null
                    ]) { $1 }))
        }
        try await room.tables.batchWrite(ChatRoom.schema.table, writes)
        room.tables.reset()
        let first = try await room.ask("GET", "/api/search", query: [("q", "needle")])
        #expect(first.status == 200 && first.body["results"] == [])
        #expect(first.body["searched_through"]?.string.map { $0 > time(1) && $0 < time(119) } == true)
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

    private func message(_ content: String, number: Int, at time: String) -> ChatMessage {
        ChatMessage(
            turn: TurnID(epoch: 1, time: Timestamp(time) ?? Timestamp(seconds: 0), tieBreak: "0"), id: "m-\(number)",
            sender: .human, content: content, createdAt: time, status: .complete)
    }
}
