import AWSServices
import Tables
import TestSupport
import WireFormats

/// A table of its own in one of the engines, for one test.
struct TableUnderTest: Sendable {
    let tables: any Tables
    let schema: TableSchema
    /// What must live as long as the tables.
    private let surroundings: [any Sendable]

    var name: String { schema.name }

    init(
        _ engine: Engine, partitionKey: TableSchema.KeyAttribute = .init("id"),
        sortKey: TableSchema.KeyAttribute? = nil,
        indexes: [TableSchema.Index] = []
    ) async throws {
        let suffix = String(UInt64.random(in: .min ... .max), radix: 36)
        schema = TableSchema(
            "Items-\(suffix)", partitionKey: partitionKey, sortKey: sortKey, indexes: indexes,
            timeToLive: "expires")
        switch engine {
        case .sqlite, .sqliteWithIndexDelay:
            let directory = try TemporaryDirectory()
            surroundings = [directory]
            let clock = RunningClock()
            tables = try SQLiteTables(
                path: directory.path + "/tables.sqlite", schemas: [schema], clock: { clock.next() },
                indexDelay: engine == .sqlite ? .zero : .microseconds(1))
        case .dynamoDB:
            let server = try await MotoServer.shared
            let connection = try DynamoDBConnection(endpoint: server.endpoint)
            surroundings = [server, connection]
            tables = DynamoDBTables(
                client: connection.client, schemas: [], sleep: { try await Task.sleep(for: $0) })
            try await tables.create(schema)
        }
    }

    func get(_ key: Item) async throws(TableError) -> Item? { try await tables.get(name, key: key) }

    func put(_ item: Item, if condition: Condition? = nil) async throws(TableError) {
        try await tables.put(name, item: item, if: condition)
    }

    @discardableResult
    func update(_ key: Item, _ update: Update, if condition: Condition? = nil) async throws(TableError) -> Item {
        try await tables.update(name, key: key, update, if: condition)
    }

    @discardableResult
    func delete(_ key: Item, if condition: Condition? = nil) async throws(TableError) -> Item? {
        try await tables.delete(name, key: key, if: condition)
    }

    /// All items, over all pages.
    func all() async throws(TableError) -> Set<Item> {
        var items: Set<Item> = []
        var scan = Scan(table: name)
        repeat {
            let page = try await tables.scan(scan)
            items.formUnion(page.items)
            scan.startKey = page.lastKey
        } while scan.startKey != nil
        return items
    }
}

/// The code with which `body` fails; `nil` when it does not.
func failure<Result>(_ body: () async throws(TableError) -> Result) async -> TableError.Code? {
    do {
        _ = try await body()
        return nil
    } catch {
        return error.code
    }
}
