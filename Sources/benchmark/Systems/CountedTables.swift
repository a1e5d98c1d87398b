import AWSServices
import Synchronization
import Tables
import WireFormats

/// Counts what is asked of an engine, as requests to DynamoDB: 100 keys of a batch are one, and 25 of its writes.
final class CountedTables: Tables {
    private let engine: any Tables
    private let count = Mutex(0)

    init(_ engine: any Tables) { self.engine = engine }

    /// Since the last ``reset()``.
    var calls: Int { count.withLock { $0 } }

    func reset() { count.withLock { $0 = 0 } }

    private func add(_ calls: Int = 1) { count.withLock { $0 += calls } }

    func get(_ table: String, key: Item, consistent: Bool) async throws(TableError) -> Item? {
        add()
        return try await engine.get(table, key: key, consistent: consistent)
    }

    func put(_ table: String, item: Item, if condition: Condition?) async throws(TableError) {
        add()
        try await engine.put(table, item: item, if: condition)
    }

    func update(
        _ table: String, key: Item, _ update: Update, if condition: Condition?
    ) async throws(TableError) -> Item {
        add()
        return try await engine.update(table, key: key, update, if: condition)
    }

    func delete(_ table: String, key: Item, if condition: Condition?) async throws(TableError) -> Item? {
        add()
        return try await engine.delete(table, key: key, if: condition)
    }

    func query(_ query: Query) async throws(TableError) -> Page {
        add()
        return try await engine.query(query)
    }

    func scan(_ scan: Scan) async throws(TableError) -> Page {
        add()
        return try await engine.scan(scan)
    }

    func batchGet(_ table: String, keys: [Item], consistent: Bool) async throws(TableError) -> [Item] {
        add((keys.count + 99) / 100)
        return try await engine.batchGet(table, keys: keys, consistent: consistent)
    }

    func batchWrite(_ table: String, _ writes: [BatchWrite]) async throws(TableError) {
        add((writes.count + 24) / 25)
        try await engine.batchWrite(table, writes)
    }

    func transact(_ actions: [TransactAction], token: String?) async throws(TableError) {
        add()
        try await engine.transact(actions, token: token)
    }

    func create(_ schema: TableSchema) async throws(TableError) { try await engine.create(schema) }
}
