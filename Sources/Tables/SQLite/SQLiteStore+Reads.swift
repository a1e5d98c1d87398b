import AWSServices
import WireFormats

/// Reads of single items, and pages of tables and indexes.
extension SQLiteStore {
    mutating func get(_ table: String, key: Item) throws(TableError) -> Item? {
        let schema = try schema(table)
        return try item(ItemValidation(schema: schema).key(key), schema)
    }

    func item(_ key: Item, _ schema: TableSchema) throws(TableError) -> Item? {
        try connection.first(
            "SELECT item FROM \(SQLiteLayout.items(schema.name)) WHERE pk = ? AND sk = ?", Self.key(key, schema)
        ) { row throws(TableError) in try Self.item(row.bytes(0)) }
    }

    mutating func batchGet(_ table: String, keys: [Item]) throws(TableError) -> [Item] {
        let schema = try schema(table)
        var items: [Item] = []
        for key in try RequestValidation.keys(keys, of: schema) {
            if let item = try item(key, schema) { items.append(item) }
        }
        return items
    }

    mutating func query(_ query: Query) throws(TableError) -> Page {
        let schema = try schema(query.table)
        let validation = ItemValidation(schema: schema)
        let query = try validation.query(query)
        let keys = try validation.keys(ofIndex: query.index)
        var selection = Selection(schema, keys.index, clock: clock)
        selection.require("\(selection.partitionColumn) = ?", [.blob(query.partition.orderedBytes ?? [])])
        if let range = query.range { selection.require(range, of: selection.sortColumn) }
        selection.order = selection.sortColumns
        selection.isDescending = query.descending
        return try page(selection, limit: query.limit, filter: query.filter, startKey: query.startKey)
    }

    mutating func scan(_ scan: Scan) throws(TableError) -> Page {
        let schema = try schema(scan.table)
        let validation = ItemValidation(schema: schema)
        let scan = try validation.scan(scan)
        var selection = Selection(schema, try validation.keys(ofIndex: scan.index).index, clock: clock)
        selection.order = [selection.partitionColumn] + selection.sortColumns
        return try page(selection, limit: scan.limit, filter: scan.filter, startKey: scan.startKey)
    }

    /// Limit and size count before the filter, and a page that ended by either has a last key even if nothing follows
    /// (DynamoDB: Query, "Paginating table query results").
    private func page(
        _ selection: Selection, limit: Int?, filter: Condition?, startKey: Item?
    ) throws(TableError) -> Page {
        var selection = selection
        if let startKey { selection.start(after: startKey) }
        let rows = try connection.statement(selection.sql)
        defer { rows.reset() }
        try rows.bind(selection.values)
        var page = Page(items: [])
        var last: Item?
        var count = 0
        var size = 0
        while try rows.step() {
            let item = selection.projected(try Self.item(rows.bytes(0)))
            size += ItemSize.of(item)
            if let last, size > ItemSize.maximumPage {
                page.lastKey = selection.position(of: last)
                return page
            }
            if filter?.holds(for: item) ?? true { page.items.append(item) }
            last = item
            count += 1
            if count == limit {
                page.lastKey = selection.position(of: item)
                return page
            }
        }
        return page
    }
}

/// One SELECT on a table or an index, put together from fixed parts.
private struct Selection {
    private let schema: TableSchema
    private let index: TableSchema.Index?
    /// Names of the keys of table and index.
    private let keys: ExactSet
    private var conditions: [String] = []
    private(set) var values: [SQLiteValue] = []
    /// Columns that order the rows and in which a page can be continued.
    var order: [String] = []
    var isDescending = false

    init(_ schema: TableSchema, _ index: TableSchema.Index?, clock: () -> Timestamp) {
        self.schema = schema
        self.index = index
        keys = ExactSet((schema.keyAttributes + (index?.keyAttributes ?? [])).map(\.name))
        guard index != nil else { return }
        let now = SQLiteValue.integer(clock().microseconds)
        require("visible_from <= ? AND (visible_until IS NULL OR visible_until > ?)", [now, now])
    }

    var partitionColumn: String { index == nil ? "pk" : "ipk" }
    var sortColumn: String { index == nil ? "sk" : "isk" }
    /// Items of an index may share both its keys; then the table's key decides.
    var sortColumns: [String] { index == nil ? ["sk"] : ["isk", "pk", "sk"] }

    var sql: String {
        let table = index.map { SQLiteLayout.index(schema.name, $0.name) } ?? SQLiteLayout.items(schema.name)
        let conditions = conditions.isEmpty ? "" : " WHERE " + conditions.joined(separator: " AND ")
        let direction = isDescending ? " DESC" : ""
        return "SELECT item FROM \(table)\(conditions) ORDER BY "
            + order.map { $0 + direction }.joined(separator: ", ")
    }

    mutating func require(_ condition: String, _ values: [SQLiteValue]) {
        conditions.append(condition)
        self.values += values
    }

    mutating func require(_ range: Query.SortKeyRange, of column: String) {
        func blob(_ value: AttributeValue) -> SQLiteValue { .blob(value.orderedBytes ?? []) }
        switch range {
        case .equals(let bound): require("\(column) = ?", [blob(bound)])
        case .less(let bound): require("\(column) < ?", [blob(bound)])
        case .lessOrEqual(let bound): require("\(column) <= ?", [blob(bound)])
        case .greater(let bound): require("\(column) > ?", [blob(bound)])
        case .greaterOrEqual(let bound): require("\(column) >= ?", [blob(bound)])
        case .between(let lower, let upper): require("\(column) BETWEEN ? AND ?", [blob(lower), blob(upper)])
        case .beginsWith(let prefix):
            var end = Array(prefix.utf8)
            // UTF-8 has no byte 0xFF, so the last byte can grow.
            if let last = end.popLast() { end.append(last + 1) }
            require("\(column) >= ? AND \(column) < ?", [.blob(Array(prefix.utf8)), .blob(end)])
        }
    }

    mutating func start(after key: Item) {
        let positions = order.map { column in SQLiteValue.blob(SQLiteStore.bytes(attribute(of: column), in: key)) }
        let parameters = positions.map { _ in "?" }.joined(separator: ", ")
        require("(\(order.joined(separator: ", "))) \(isDescending ? "<" : ">") (\(parameters))", positions)
    }

    private func attribute(of column: String) -> TableSchema.KeyAttribute? {
        switch column {
        case "ipk": index?.partitionKey
        case "isk": index?.sortKey
        case "pk": schema.partitionKey
        default: schema.sortKey
        }
    }

    /// The keys of table and index, from which ``start(after:)`` goes on.
    func position(of item: Item) -> Item { item.filter { keys.contains($0.key) } }

    /// What the index shows of an item.
    func projected(_ item: Item) -> Item {
        switch index?.projection ?? .all {
        case .all: item
        case .keysOnly: position(of: item)
        case .include(let names): item.filter { keys.contains($0.key) || names.contains($0.key) }
        }
    }
}
