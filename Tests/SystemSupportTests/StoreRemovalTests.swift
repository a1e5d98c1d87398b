import AWSServices
import Gateway
import Logging
import SystemSupport
import SystemTestSupport
import Tables
import Testing
import WireFormats

@Suite("Removal")
struct StoreRemovalTests {
    private static let schema = ConversationsSchema(table: "conversations")
    private let tables: WatchedTables
    private let clock = TestClock()
    private let store: Conversations

    private struct Conversations: Store {
        let tables: any Tables
        let effects: Effects
        let sleep: @Sendable (Duration) async throws -> Void = { _ in }
        let log: Logger
    }

    init() throws {
        let clock = clock
        tables = WatchedTables(
            try SQLiteTables(path: ":memory:", schemas: Self.schema.tables, clock: { clock.now() }))
        store = Conversations(tables: tables, effects: .counting(clock), log: CollectedLog().logger)
    }

    @Test("all that is due by now is handed over, over many pages, with what became due first at the front")
    func due() async throws {
        let handed = try await seed(250)
        clock.advance(.seconds(239))
        var seen: [Item] = []
        let removed = try await store.removeWhatIsDue(in: "due", of: Self.schema) { entry in
            seen.append(entry.conversationKey)
            return seen.count.isMultiple(of: 2) ? .removed : .notDue
        }
        #expect(removed == 120)
        #expect(seen == Array(handed.prefix(240)))
        #expect(tables.calls == 3)
    }

    @Test("when time is up it ends, and tells what was removed until then")
    func outOfTime() async throws {
        try await seed(5)
        clock.advance(.seconds(10))
        var count = 0
        let removed = try await store.removeWhatIsDue(in: "due", of: Self.schema) { _ in
            count += 1
            return count < 3 ? .removed : .outOfTime
        }
        #expect([removed, count] == [2, 3])
    }

    @Test("a query's items are handed over in pages of 100, and time is looked at before each")
    func pages() async throws {
        let all = try await seed(250)
        var pages: [[Item]] = []
        var looks = 0
        let isDone = try await store.removePages(
            of: Query(table: Self.schema.table, partition: "chat"),
            until: {
                looks += 1
                return false
            }
        ) { pages.append($0.map(\.conversationKey)) }
        #expect(isDone)
        #expect(pages.map(\.count) == [100, 100, 50])
        #expect(pages.flatMap(\.self) == all)
        #expect(looks == 3)
    }

    @Test("when time is up before the end, what is left stays")
    func pagesOutOfTime() async throws {
        try await seed(250)
        var count = 0
        let isDone = try await store.removePages(
            of: Query(table: Self.schema.table, partition: "chat"), until: { count >= 200 }
        ) { count += $0.count }
        #expect(!isDone)
        #expect(count == 200)
    }

    @Test("what the store or the removal fails with ends it")
    func failures() async throws {
        try await seed(1)
        let failure = Failure(.unavailable, "not now")
        await #expect(throws: failure) {
            _ = try await store.removeWhatIsDue(in: "due", of: Self.schema) { _ throws(Failure) in throw failure }
        }
        await #expect(throws: failure) {
            _ = try await store.removePages(
                of: Query(table: Self.schema.table, partition: "chat"), until: { false }
            ) { _ throws(Failure) in throw failure }
        }
        tables.reset { _ throws(TableError) in throw TableError(.unavailable(mayHaveWritten: false), "cut") }
        await #expect(throws: Failure.self) {
            _ = try await store.removeWhatIsDue(in: "due", of: Self.schema) { _ in .removed }
        }
    }

    /// Puts items of one conversation, of which one becomes due each second.
    ///
    /// - Returns: their keys, in that order.
    @discardableResult
    private func seed(_ count: Int) async throws -> [Item] {
        let keys = (0..<count).map { number -> Item in
            [ConversationAttribute.partition: "chat", ConversationAttribute.sort: .string("item#\(1000 + number)")]
        }
        let start = clock.now()
        let items = keys.enumerated().map { number, key in
            key.merging([
                ConversationAttribute.listPartition: "due",
                ConversationAttribute.listSort: .string((start + .seconds(number)).description),
            ]) { $1 }
        }
        try await tables.batchWrite(Self.schema.table, items.map(BatchWrite.put))
        tables.reset()
        return keys
    }
}
