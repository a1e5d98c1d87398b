import AWSServices
import Synchronization
import Tables

/// Puts a check before (and after) every call of an engine: counts, fails or delays them.
final class WatchedTables: Tables {
    enum Moment: Sendable { case before, after }

    struct Call: Sendable {
        /// From 1, since ``reset()``.
        var number: Int
        var name: String
        var isWrite: Bool
        var moment: Moment
        /// The index that is queried.
        var index: String?
    }

    private let engine: any Tables
    private let count = Mutex(0)
    private let check = Mutex<@Sendable (Call) async throws(TableError) -> Void>({ _ in })

    init(_ engine: any Tables) { self.engine = engine }

    /// Calls since ``reset()``.
    var calls: Int { count.withLock { $0 } }

    /// Begins to count anew.
    func reset(_ check: @escaping @Sendable (Call) async throws(TableError) -> Void = { _ in }) {
        count.withLock { $0 = 0 }
        self.check.withLock { $0 = check }
    }

    private func watch<Value: Sendable>(
        _ name: String, isWrite: Bool, index: String? = nil, _ body: () async throws(TableError) -> Value
    ) async throws(TableError) -> Value {
        let number = count.withLock { count in
            count += 1
            return count
        }
        let check = check.withLock { $0 }
        try await check(Call(number: number, name: name, isWrite: isWrite, moment: .before, index: index))
        let value = try await body()
        try await check(Call(number: number, name: name, isWrite: isWrite, moment: .after, index: index))
        return value
    }

    func get(_ table: String, key: Item, consistent: Bool) async throws(TableError) -> Item? {
        try await watch("get", isWrite: false) { () throws(TableError) in
            try await engine.get(table, key: key, consistent: consistent)
        }
    }

    func put(_ table: String, item: Item, if condition: Condition?) async throws(TableError) {
        try await watch("put", isWrite: true) { () throws(TableError) in
            try await engine.put(table, item: item, if: condition)
        }
    }

    func update(
        _ table: String, key: Item, _ update: Update, if condition: Condition?
    ) async throws(TableError) -> Item {
        try await watch("update", isWrite: true) { () throws(TableError) in
            try await engine.update(table, key: key, update, if: condition)
        }
    }

    func delete(_ table: String, key: Item, if condition: Condition?) async throws(TableError) -> Item? {
        try await watch("delete", isWrite: true) { () throws(TableError) in
            try await engine.delete(table, key: key, if: condition)
        }
    }

    func query(_ query: Query) async throws(TableError) -> Page {
        try await watch("query", isWrite: false, index: query.index) { () throws(TableError) in
            try await engine.query(query)
        }
    }

    func scan(_ scan: Scan) async throws(TableError) -> Page {
        try await watch("scan", isWrite: false) { () throws(TableError) in try await engine.scan(scan) }
    }

    func batchGet(_ table: String, keys: [Item], consistent: Bool) async throws(TableError) -> [Item] {
        try await watch("batchGet", isWrite: false) { () throws(TableError) in
            try await engine.batchGet(table, keys: keys, consistent: consistent)
        }
    }

    func batchWrite(_ table: String, _ writes: [BatchWrite]) async throws(TableError) {
        try await watch("batchWrite", isWrite: true) { () throws(TableError) in
            try await engine.batchWrite(table, writes)
        }
    }

    func transact(_ actions: [TransactAction], token: String?) async throws(TableError) {
        try await watch("transact", isWrite: true) { () throws(TableError) in
            try await engine.transact(actions, token: token)
        }
    }

    func create(_ schema: TableSchema) async throws(TableError) {
        try await watch("create", isWrite: true) { () throws(TableError) in try await engine.create(schema) }
    }
}

extension Chat {
    /// A chat whose every call of the store can be counted and made to fail.
    static func watched(indexDelay: Duration = .zero) throws -> (Chat, WatchedTables) {
        let held = Mutex<WatchedTables?>(nil)
        let chat = try Chat(indexDelay: indexDelay) { engine in
            let watched = WatchedTables(engine)
            held.withLock { $0 = watched }
            return watched
        }
        guard let watched = held.withLock({ $0 }) else { throw TableError(.invalid, "not wrapped") }
        return (chat, watched)
    }
}
