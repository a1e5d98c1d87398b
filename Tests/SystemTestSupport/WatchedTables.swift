public import AWSServices
import Synchronization
public import Tables
public import WireFormats

/// Puts a check before (and after) every call of an engine: counts, fails or delays them.
public final class WatchedTables: Tables {
    public enum Moment: Sendable { case before, after }

    public struct Call: Sendable {
        /// From 1, since ``reset()``.
        public var number: Int
        public var name: String
        public var isWrite: Bool
        public var moment: Moment
        /// The index that is queried.
        public var index: String?
    }

    private let engine: any Tables
    private let count = Mutex(0)
    private let requestCount = Mutex(0)
    private let itemCount = Mutex(0)
    private let pageSize = Mutex<Int?>(nil)
    private let check = Mutex<@Sendable (Call) async throws(TableError) -> Void>({ _ in })

    public init(_ engine: any Tables) { self.engine = engine }

    /// Calls since ``reset()``.
    public var calls: Int { count.withLock { $0 } }

    /// The same as requests to DynamoDB: 100 keys of a batch are one, and 25 of its writes.
    public var requests: Int { requestCount.withLock { $0 } }

    /// Items that queries, scans and batches have brought since ``reset()``.
    public var itemsRead: Int { itemCount.withLock { $0 } }

    /// Begins to count anew.
    public func reset(_ check: @escaping @Sendable (Call) async throws(TableError) -> Void = { _ in }) {
        count.withLock { $0 = 0 }
        requestCount.withLock { $0 = 0 }
        itemCount.withLock { $0 = 0 }
        self.check.withLock { $0 = check }
    }

    /// Ends the pages of queries after that many items, as if these were large.
    public func endPages(after count: Int?) { pageSize.withLock { $0 = count } }

    private func watch<Value: Sendable>(
        _ name: String, isWrite: Bool, index: String? = nil, requests: Int = 1,
        _ body: () async throws(TableError) -> Value
    ) async throws(TableError) -> Value {
        let number = count.withLock { count in
            count += 1
            return count
        }
        requestCount.withLock { $0 += requests }
        let check = check.withLock { $0 }
        try await check(Call(number: number, name: name, isWrite: isWrite, moment: .before, index: index))
        let value = try await body()
        try await check(Call(number: number, name: name, isWrite: isWrite, moment: .after, index: index))
        return value
    }

    public func get(_ table: String, key: Item, consistent: Bool) async throws(TableError) -> Item? {
        try await watch("get", isWrite: false) { () throws(TableError) in
            try await engine.get(table, key: key, consistent: consistent)
        }
    }

    public func put(_ table: String, item: Item, if condition: Condition?) async throws(TableError) {
        try await watch("put", isWrite: true) { () throws(TableError) in
            try await engine.put(table, item: item, if: condition)
        }
    }

    public func update(
        _ table: String, key: Item, _ update: Update, if condition: Condition?
    ) async throws(TableError) -> Item {
        try await watch("update", isWrite: true) { () throws(TableError) in
            try await engine.update(table, key: key, update, if: condition)
        }
    }

    public func delete(_ table: String, key: Item, if condition: Condition?) async throws(TableError) -> Item? {
        try await watch("delete", isWrite: true) { () throws(TableError) in
            try await engine.delete(table, key: key, if: condition)
        }
    }

    public func query(_ query: Query) async throws(TableError) -> Page {
        var query = query
        if let size = pageSize.withLock({ $0 }) { query.limit = min(size, query.limit ?? size) }
        let page = try await watch("query", isWrite: false, index: query.index) { [query] () throws(TableError) in
            try await engine.query(query)
        }
        itemCount.withLock { $0 += page.items.count }
        return page
    }

    public func scan(_ scan: Scan) async throws(TableError) -> Page {
        let page = try await watch("scan", isWrite: false) { () throws(TableError) in try await engine.scan(scan) }
        itemCount.withLock { $0 += page.items.count }
        return page
    }

    public func batchGet(_ table: String, keys: [Item], consistent: Bool) async throws(TableError) -> [Item] {
        let items = try await watch("batchGet", isWrite: false, requests: (keys.count + 99) / 100) {
            () throws(TableError) in
            try await engine.batchGet(table, keys: keys, consistent: consistent)
        }
        itemCount.withLock { $0 += items.count }
        return items
    }

    public func batchWrite(_ table: String, _ writes: [BatchWrite]) async throws(TableError) {
        try await watch("batchWrite", isWrite: true, requests: (writes.count + 24) / 25) { () throws(TableError) in
            try await engine.batchWrite(table, writes)
        }
    }

    public func transact(_ actions: [TransactAction], token: String?) async throws(TableError) {
        try await watch("transact", isWrite: true) { () throws(TableError) in
            try await engine.transact(actions, token: token)
        }
    }

    public func create(_ schema: TableSchema) async throws(TableError) {
        try await watch("create", isWrite: true) { () throws(TableError) in try await engine.create(schema) }
    }
}
