public import AWSServices
import Synchronization
public import WireFormats

/// ``Tables`` in one SQLite file, for a developer's machine and for tests.
///
/// It refuses what DynamoDB refuses and answers what DynamoDB answers; it does not expire items. Several processes may use
/// one file: a write takes the file's write lock at its start and waits for it up to the busy timeout, reads wait for
/// nobody. A call blocks its thread until SQLite is done, the event loop's too; with one developer and a local disk these
/// are fractions of a millisecond, and no thread hop is paid for. That is why this engine is not for production.
public final class SQLiteTables: Tables {
    private let store: Mutex<SQLiteStore>

    /// Opens or creates the file and creates the tables that it lacks. A table that is there gets indexes it lacks (filled
    /// from its items) and loses those that are no longer declared.
    ///
    /// - Parameters:
    ///   - path: of the file, in a folder that exists; `:memory:` for tables that go with this value.
    ///   - clock: gives the time by which tokens and delayed indexes are judged.
    ///   - indexDelay: how long reads of an index do not see a write. DynamoDB's indexes lag by some milliseconds, at
    ///     times by more; tests set this to show that nobody depends on them being current.
    ///   - busyTimeout: how long a write waits for another process's; then it throws
    ///     ``TableError/Code/unavailable(mayHaveWritten:)``.
    /// - Throws: ``TableError/Code/unavailable(mayHaveWritten:)`` when the file cannot be opened,
    ///   ``TableError/Code/denied`` when it may not be written, ``TableError/Code/invalid`` when a schema breaks DynamoDB's
    ///   rules or the file has the table with other keys.
    public init(
        path: String, schemas: [TableSchema], clock: @escaping @Sendable () -> Timestamp,
        indexDelay: Duration = .zero, busyTimeout: Duration = .seconds(5)
    ) throws(TableError) {
        let connection = try SQLiteConnection(path: path, busyTimeout: busyTimeout)
        store = Mutex(
            try SQLiteStore(connection: connection, schemas: schemas, clock: clock, indexDelay: indexDelay))
    }

    public func get(_ table: String, key: Item, consistent: Bool) async throws(TableError) -> Item? {
        try store.withLock { store throws(TableError) in try store.get(table, key: key) }
    }

    public func put(_ table: String, item: Item, if condition: Condition?) async throws(TableError) {
        try store.withLock { store throws(TableError) in
            let validation = ItemValidation(schema: try store.schema(table))
            let condition = try validation.condition(condition)
            _ = try store.write(.put(table: table, item: validation.item(item), if: condition))
        }
    }

    public func update(
        _ table: String, key: Item, _ update: Update, if condition: Condition?
    ) async throws(TableError) -> Item {
        try store.withLock { store throws(TableError) in
            let validation = ItemValidation(schema: try store.schema(table))
            let condition = try validation.condition(condition)
            let key = try validation.key(key)
            let change = try store.write(.update(table: table, key: key, validation.update(update), if: condition))
            return change.resulting ?? key
        }
    }

    public func delete(_ table: String, key: Item, if condition: Condition?) async throws(TableError) -> Item? {
        try store.withLock { store throws(TableError) in
            let validation = ItemValidation(schema: try store.schema(table))
            let condition = try validation.condition(condition)
            return try store.write(.delete(table: table, key: validation.key(key), if: condition)).existing
        }
    }

    public func query(_ query: Query) async throws(TableError) -> Page {
        try store.withLock { store throws(TableError) in try store.query(query) }
    }

    public func scan(_ scan: Scan) async throws(TableError) -> Page {
        try store.withLock { store throws(TableError) in try store.scan(scan) }
    }

    public func batchGet(_ table: String, keys: [Item], consistent: Bool) async throws(TableError) -> [Item] {
        try store.withLock { store throws(TableError) in try store.batchGet(table, keys: keys) }
    }

    public func batchWrite(_ table: String, _ writes: [BatchWrite]) async throws(TableError) {
        try store.withLock { store throws(TableError) in try store.batchWrite(table, writes) }
    }

    public func transact(_ actions: [TransactAction], token: String?) async throws(TableError) {
        try store.withLock { store throws(TableError) in try store.transact(actions, token: token) }
    }

    public func create(_ schema: TableSchema) async throws(TableError) {
        try store.withLock { store throws(TableError) in try store.create(schema) }
    }
}
