import AWSServices
import WireFormats

/// The tables of one SQLite file over one connection: what ``SQLiteTables`` does under its lock.
struct SQLiteStore {
    let connection: SQLiteConnection
    let clock: @Sendable () -> Timestamp
    let indexDelay: Duration
    private(set) var tables = TableCatalog([])

    /// Opens the file and makes its tables those of `schemas`: creates what is missing, fills a new index, drops one that
    /// is no longer declared.
    ///
    /// - Throws: ``TableError/Code/invalid`` when a table is there with other keys, or with a name that differs in case.
    init(
        connection: SQLiteConnection, schemas: [TableSchema], clock: @escaping @Sendable () -> Timestamp,
        indexDelay: Duration
    ) throws(TableError) {
        self.connection = connection
        self.clock = clock
        self.indexDelay = indexDelay
        for schema in schemas { try SchemaValidation.check(schema) }
        var tables = TableCatalog([])
        try connection.transaction { () throws(TableError) in
            try connection.execute(SQLiteLayout.catalog)
            try connection.execute(SQLiteLayout.tokens)
            try connection.execute(SQLiteLayout.tokensByTime)
            for schema in schemas {
                if let stored = try Self.stored(schema.name, connection) {
                    try bringUpToDate(stored, to: schema)
                } else {
                    try make(schema)
                }
                tables.add(schema)
            }
        }
        self.tables = tables
    }

    /// The table's schema, also of a table that another process has created since this one opened the file.
    mutating func schema(_ name: String) throws(TableError) -> TableSchema {
        if let schema = tables[name] { return schema }
        if let schema = try Self.stored(name, connection) { tables.add(schema) }
        return try tables.schema(name)
    }

    mutating func create(_ schema: TableSchema) throws(TableError) {
        try SchemaValidation.check(schema)
        let stored = try connection.transaction { () throws(TableError) -> TableSchema in
            if let stored = try Self.stored(schema.name, connection) { return stored }
            try make(schema)
            return schema
        }
        if tables[schema.name] == nil { tables.add(stored) }
    }

    // MARK: Creation

    private func make(_ schema: TableSchema) throws(TableError) {
        try connection.execute(SQLiteLayout.creation(of: schema))
        for index in schema.indexes {
            for sql in SQLiteLayout.creation(of: index, on: schema) { try connection.execute(sql) }
        }
        try remember(schema)
    }

    private func remember(_ schema: TableSchema) throws(TableError) {
        try connection.execute(
            "INSERT OR REPLACE INTO catalog (name, creation, time_to_live) VALUES (?, ?, ?)",
            [
                .text(schema.name), .text(JSON.object(schema.creation).text),
                schema.timeToLive.map(SQLiteValue.text) ?? .null,
            ])
    }

    private static func stored(_ name: String, _ connection: SQLiteConnection) throws(TableError) -> TableSchema? {
        let row = try connection.first(
            "SELECT name, creation, time_to_live FROM catalog WHERE name = ?", [.text(name)]
        ) { row in (name: row.text(0), creation: row.text(1), timeToLive: row.text(2)) }
        guard let row else { return nil }
        // SQLite's names of tables do not tell case apart, DynamoDB's do.
        guard row.name == name else {
            throw TableError(.invalid, "the SQLite file has a table \(row.name), so it cannot have \(name)")
        }
        guard let json = try? JSON(parsing: row.creation),
            let schema = TableSchema(creation: json, timeToLive: row.timeToLive.isEmpty ? nil : row.timeToLive)
        else { throw SQLiteStore.damaged("the catalog's entry of \(name)") }
        return schema
    }

    static func damaged(_ what: String) -> TableError {
        TableError(.unavailable(mayHaveWritten: false), "the SQLite file is damaged: \(what) cannot be read")
    }

    private func bringUpToDate(_ stored: TableSchema, to schema: TableSchema) throws(TableError) {
        guard stored.keyAttributes == schema.keyAttributes else {
            throw TableError(.invalid, "the SQLite file has a table \(schema.name) with other keys")
        }
        guard stored != schema else { return }
        for index in stored.indexes where !schema.indexes.contains(index) {
            try connection.execute("DROP TABLE \(SQLiteLayout.index(schema.name, index.name))")
        }
        let added = schema.indexes.filter { !stored.indexes.contains($0) }
        for index in added {
            for sql in SQLiteLayout.creation(of: index, on: schema) { try connection.execute(sql) }
        }
        try fill(added, of: schema)
        try remember(schema)
    }

    private func fill(_ indexes: [TableSchema.Index], of schema: TableSchema) throws(TableError) {
        guard !indexes.isEmpty else { return }
        let rows = try connection.statement("SELECT item FROM \(SQLiteLayout.items(schema.name))")
        defer { rows.reset() }
        while try rows.step() {
            let row = rows.bytes(0)
            let item = try Self.item(row)
            for index in indexes { try insert(item, row, into: index, of: schema, from: .min) }
        }
    }

    // MARK: Items

    static func item(_ bytes: [UInt8]) throws(TableError) -> Item {
        guard let json = try? JSON(parsing: bytes), let item = try? Item(json: json) else { throw damaged("an item") }
        return item
    }

    /// The bytes of a key attribute; empty where there is no such attribute.
    static func bytes(_ attribute: TableSchema.KeyAttribute?, in item: Item) -> [UInt8] {
        attribute.flatMap { item[$0.name]?.orderedBytes } ?? []
    }

    /// Partition and sort key, as bound to `pk` and `sk`.
    static func key(_ item: Item, _ schema: TableSchema) -> [SQLiteValue] {
        [.blob(bytes(schema.partitionKey, in: item)), .blob(bytes(schema.sortKey, in: item))]
    }
}
