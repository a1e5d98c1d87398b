import AWSServices
import Gateway
import SystemSupport
import SystemTestSupport
import Tables
import WireFormats

@testable import ContextMemory

/// A store in a table of its own, for one test, with a clock that stands still and tables that are watched.
struct TableContextUnderTest: Sendable {
    static let schema = ConversationsSchema(table: "conversations")

    let tables: WatchedTables
    let clock: TestClock
    let log = CollectedLog()
    let store: TableContextStore
    private let schema: ConversationsSchema

    /// - Parameters:
    ///   - engine: SQLite in memory unless it is given.
    ///   - sleep: by default really, so that writers who meet get apart.
    init(
        _ engine: (any Tables)? = nil, schema: ConversationsSchema = schema, limits: ContextLimits = .standard,
        sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
    ) async throws {
        let clock = TestClock()
        self.clock = clock
        self.schema = schema
        tables = WatchedTables(
            try engine
                ?? SQLiteTables(path: ":memory:", schemas: schema.tables, clock: { clock.now() }))
        store = TableContextStore(
            tables, schema: schema, limits: limits,
            effects: Effects(now: { clock.now() }, randomBytes: Effects.system.randomBytes), sleep: sleep,
            log: log.logger)
    }

    /// Makes a session longer at once: so many messages are there afterwards.
    func seed(_ id: String, through last: Int) async throws {
        let key = ContextKey(id)
        let item = try await tables.get(schema.table, key: key.header, consistent: true)
        guard let header = item.flatMap(ContextHeader.init), last > header.last else { return }
        let messages = (header.last + 1...last).map { number in
            let message = ContextMessage(
                id: "seed-\(number)", role: "user", text: "text \(number)", timestamp: clock.now())
            return StoredContextMessage(message, number: number, epoch: header.epoch)
        }
        try await tables.batchWrite(schema.table, messages.map { .put($0.item(in: key)) })
        _ = try await tables.update(
            schema.table, key: key.header, Update(set: [ContextAttribute.last: .int(last)]), if: nil)
    }

    /// All items of the table, by `pk` and `sk`.
    func items() async throws -> [Item] {
        try await tables.items(of: schema)
    }
}
