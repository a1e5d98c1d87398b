public import AWSServices
public import WireFormats

/// The storage port: DynamoDB's operations as Swift values. ``DynamoDBTables`` and ``SQLiteTables`` are its engines; both
/// pass one conformance suite.
///
/// Every method throws ``TableError``. Limits are DynamoDB's: an item of 400 KB (names included), a page of 1 MB, 100
/// actions and 4 MB in a transaction, no two of them on one item, no empty key attributes. A write that throws has
/// changed nothing, unless the code is ``TableError/Code/unavailable(mayHaveWritten:)`` with true.
public protocol Tables: Sendable {
    /// The item with this key, or `nil`.
    func get(_ table: String, key: Item, consistent: Bool) async throws(TableError) -> Item?

    /// Puts the whole item in place of whatever has its key, if `condition` holds for that.
    func put(_ table: String, item: Item, if condition: Condition?) async throws(TableError)

    /// Changes some attributes, creating the item if there is none and `condition` allows it. Returns the item as it is
    /// afterwards.
    @discardableResult
    func update(_ table: String, key: Item, _ update: Update, if condition: Condition?) async throws(TableError) -> Item

    /// Removes the item; removing what is not there succeeds. Returns what was there.
    @discardableResult
    func delete(_ table: String, key: Item, if condition: Condition?) async throws(TableError) -> Item?

    /// One page of items that share a partition key, in the order of the sort key.
    func query(_ query: Query) async throws(TableError) -> Page

    /// One page of the whole table, in no order. Not for request paths.
    func scan(_ scan: Scan) async throws(TableError) -> Page

    /// The items that exist among `keys` (any number; the engine sends 100 at a time and repeats what was left over), in
    /// no order.
    func batchGet(_ table: String, keys: [Item], consistent: Bool) async throws(TableError) -> [Item]

    /// Puts and deletes without conditions (any number; 25 at a time, repeating what was left over). Not atomic: after an
    /// error some may have been written, and the same call may be repeated.
    func batchWrite(_ table: String, _ writes: [BatchWrite]) async throws(TableError)

    /// All of the actions or none.
    ///
    /// - Parameter token: makes a repeat within ten minutes with the same actions succeed without writing again.
    func transact(_ actions: [TransactAction], token: String?) async throws(TableError)

    /// Creates the table and its indexes and waits until it can be used; an existing table stays as it is.
    func create(_ schema: TableSchema) async throws(TableError)
}

extension Tables {
    public func get(_ table: String, key: Item) async throws(TableError) -> Item? {
        try await get(table, key: key, consistent: true)
    }

    public func put(_ table: String, item: Item) async throws(TableError) {
        try await put(table, item: item, if: nil)
    }

    @discardableResult
    public func update(_ table: String, key: Item, _ update: Update) async throws(TableError) -> Item {
        try await self.update(table, key: key, update, if: nil)
    }

    @discardableResult
    public func delete(_ table: String, key: Item) async throws(TableError) -> Item? {
        try await delete(table, key: key, if: nil)
    }

    public func batchGet(_ table: String, keys: [Item]) async throws(TableError) -> [Item] {
        try await batchGet(table, keys: keys, consistent: true)
    }

    public func transact(_ actions: [TransactAction]) async throws(TableError) {
        try await transact(actions, token: nil)
    }
}
