import AWSServices
import WireFormats

/// Writes: what an action would do is worked out first, then stored, both in one transaction.
extension SQLiteStore {
    /// What an action makes of an item.
    struct Change {
        let schema: TableSchema
        let key: Item
        let existing: Item?
        /// `nil` when there is no such item afterwards.
        let resulting: Item?
        let isWrite: Bool
    }

    /// Carries out one action. The result is what `read` makes of the change.
    mutating func write(_ action: TransactAction) throws(TableError) -> Change {
        let schema = try schema(action.table)
        return try connection.transaction { () throws(TableError) -> Change in
            let change = try self.change(by: action, schema)
            try store(change)
            return change
        }
    }

    mutating func batchWrite(_ table: String, _ writes: [BatchWrite]) throws(TableError) {
        let schema = try schema(table)
        let writes = try RequestValidation.writes(writes, to: schema)
        guard !writes.isEmpty else { return }
        try connection.transaction { () throws(TableError) in
            for write in writes {
                switch write {
                case .put(let item):
                    try store(Change(schema: schema, key: item, existing: nil, resulting: item, isWrite: true))
                case .delete(let key):
                    try store(Change(schema: schema, key: key, existing: nil, resulting: nil, isWrite: true))
                }
            }
        }
    }

    /// - Throws: ``TableError/Code/conditionFailed(existing:)``, or what the update cannot do with the item that is there.
    func change(by action: TransactAction, _ schema: TableSchema) throws(TableError) -> Change {
        let key = action.keyed
        let existing = try item(key, schema)
        func check(_ condition: Condition?) throws(TableError) {
            guard condition?.holds(for: existing ?? [:]) ?? true else {
                throw TableError(.conditionFailed(existing: existing), "the conditional request failed")
            }
        }
        switch action {
        case .put(_, let item, let condition):
            try check(condition)
            return Change(schema: schema, key: key, existing: existing, resulting: item, isWrite: true)
        case .update(_, _, let update, let condition):
            try check(condition)
            let resulting = try ItemValidation(schema: schema).item(update.applied(to: existing ?? key))
            return Change(schema: schema, key: key, existing: existing, resulting: resulting, isWrite: true)
        case .delete(_, _, let condition):
            try check(condition)
            return Change(schema: schema, key: key, existing: existing, resulting: nil, isWrite: true)
        case .check(_, _, let condition):
            try check(condition)
            return Change(schema: schema, key: key, existing: existing, resulting: existing, isWrite: false)
        }
    }

    func store(_ change: Change) throws(TableError) {
        guard change.isWrite else { return }
        let table = SQLiteLayout.items(change.schema.name)
        let key = Self.key(change.key, change.schema)
        var row: [UInt8] = []
        if let item = change.resulting {
            row = item.json.serialized()
            try connection.execute(
                """
                INSERT INTO \(table) (pk, sk, item) VALUES (?, ?, ?)
                ON CONFLICT (pk, sk) DO UPDATE SET item = excluded.item
                """, key + [.blob(row)])
        } else {
            try connection.execute("DELETE FROM \(table) WHERE pk = ? AND sk = ?", key)
        }
        for index in change.schema.indexes { try update(index, change, row) }
    }

    // MARK: Indexes

    /// Ends the item's time in the index and begins that of its new state. With a delay both happen in the future.
    private func update(_ index: TableSchema.Index, _ change: Change, _ row: [UInt8]) throws(TableError) {
        let table = SQLiteLayout.index(change.schema.name, index.name)
        let key = Self.key(change.key, change.schema)
        var start = Int64.min
        if indexDelay == .zero {
            try connection.execute("DELETE FROM \(table) WHERE pk = ? AND sk = ?", key)
        } else {
            let now = clock()
            start = (now + indexDelay).microseconds
            // Gone for all readers, or never to be seen.
            try connection.execute(
                "DELETE FROM \(table) WHERE pk = ? AND sk = ? AND (visible_until <= ? OR visible_from >= ?)",
                key + [.integer(now.microseconds), .integer(start)])
            try connection.execute(
                """
                UPDATE \(table) SET visible_until = ?
                WHERE pk = ? AND sk = ? AND (visible_until IS NULL OR visible_until > ?)
                """, [.integer(start)] + key + [.integer(start)])
        }
        if let item = change.resulting { try insert(item, row, into: index, of: change.schema, from: start) }
    }

    /// Only items with all the index's key attributes are in it.
    ///
    /// - Parameter row: the item as it is stored.
    func insert(
        _ item: Item, _ row: [UInt8], into index: TableSchema.Index, of schema: TableSchema, from start: Int64
    ) throws(TableError) {
        for attribute in index.keyAttributes {
            guard let value = item[attribute.name], attribute.accepts(value) else { return }
        }
        let keys = [index.partitionKey, index.sortKey].map { SQLiteValue.blob(Self.bytes($0, in: item)) }
        try connection.execute(
            """
            INSERT INTO \(SQLiteLayout.index(schema.name, index.name))
            (ipk, isk, pk, sk, visible_from, item) VALUES (?, ?, ?, ?, ?, ?)
            """, keys + Self.key(item, schema) + [.integer(start), .blob(row)])
    }
}
