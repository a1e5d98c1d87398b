import AWSServices
import Testing
import WireFormats

@testable import Tables

/// What SQLite makes of the statements: https://www.sqlite.org/eqp.html
@Suite("SQLite's plans")
struct SQLitePlanTests {
    private static let schema = TableSchema(
        "messages", partitionKey: .init("session"), sortKey: .init("id"),
        indexes: [.init("ByOwner", partitionKey: .init("owner"), sortKey: .init("at", .number))])
    private static let message: Item = ["session": "s", "id": "1", "owner": "o", "at": 1]
    private static let key: Item = ["session": "s", "id": "1"]

    @Test("no operation but a scan walks a table or sorts its rows", arguments: [Duration.zero, .seconds(1)])
    func plans(indexDelay: Duration) throws {
        let connection = try SQLiteConnection(path: ":memory:", busyTimeout: .zero)
        var store = try SQLiteStore(
            connection: connection, schemas: [Self.schema], clock: { Timestamp(seconds: 0) }, indexDelay: indexDelay)
        try store.batchWrite("messages", [.put(Self.message), .delete(key: ["session": "s", "id": "2"])])
        try store.transact([.put(table: "messages", item: Self.message, if: nil)], token: "token")
        _ = try store.get("messages", key: Self.key)
        for index in [nil, "ByOwner"] {
            let partition: AttributeValue = index == nil ? "s" : "o"
            let start = index == nil ? Self.key : Self.message
            for descending in [false, true] {
                _ = try store.query(
                    Query(table: "messages", index: index, partition: partition, descending: descending))
                _ = try store.query(
                    Query(
                        table: "messages", index: index, partition: partition, descending: descending, startKey: start))
            }
        }
        let statements = connection.statements.keys.filter { $0.hasPrefix("SELECT") || $0.hasPrefix("DELETE") }
        #expect(statements.count >= 11, "\(statements)")
        for statement in statements {
            let plan = try connection.statement("EXPLAIN QUERY PLAN \(statement)")
            defer { plan.reset() }
            while try plan.step() {
                #expect(plan.text(3).hasPrefix("SEARCH"), "\(plan.text(3)): \(statement)")
            }
        }
    }
}
