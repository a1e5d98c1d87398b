import AWSServices
import Synchronization
import Tables
import TestSupport
import Testing
import WireFormats

// Example: a schema
let orderTable = TableSchema(
    "orders", partitionKey: .init("customer"), sortKey: .init("number", .number),
    indexes: [.init("ByDay", partitionKey: .init("day"), sortKey: .init("number", .number))], timeToLive: "expires")
// End

// Example: a write that happens once
func place(_ number: Int, for customer: String, on day: String, in tables: any Tables) async throws(TableError) {
    try await tables.transact([
        .put(
            table: "orders",
            item: ["customer": .string(customer), "number": .number("\(number)"), "day": .string(day)],
            if: .absent("customer")),
        .update(
            table: "orders", key: ["customer": .string(customer), "number": .number("0")],
            Update(add: ["count": .number("1")])),
    ])
}
// End

// Example: a list
func orders(on day: String, in tables: any Tables) async throws(TableError) -> [Item] {
    var query = Query(table: "orders", index: "ByDay", partition: .string(day), descending: true, limit: 100)
    var items: [Item] = []
    repeat {
        let page = try await tables.query(query)
        items += page.items
        query.startKey = page.lastKey
    } while query.startKey != nil
    return items
}
// End

// Example: a failed condition
func placeOnce(_ number: Int, for customer: String, in tables: any Tables) async throws(TableError) -> Bool {
    do {
        try await place(number, for: customer, on: "2026-11-21", in: tables)
        return true
    } catch {
        guard case .transactionCancelled(let reasons) = error.code, case .conditionFailed = reasons.first ?? nil else {
            throw error
        }
        return false
    }
}
// End

// Example: tables in memory
func freshTables() throws(TableError) -> SQLiteTables {
    try SQLiteTables(path: ":memory:", schemas: [orderTable], clock: { Timestamp(seconds: 1_795_000_000) })
}
// End

// Example: tables whose indexes lag
func lazyTables(clock: @escaping @Sendable () -> Timestamp) throws(TableError) -> SQLiteTables {
    try SQLiteTables(path: ":memory:", schemas: [orderTable], clock: clock, indexDelay: .seconds(1))
}
// End

@Suite("The documentation of Tables")
struct DocumentationTests {
    @Test("has the examples that are compiled here")
    func examples() throws {
        let articles = ["GettingStarted", "HandlingErrors", "Testing"].map { "Sources/Tables/Tables.docc/\($0).md" }
        let documented = try DocumentationExamples.documented(in: articles)
        #expect(try documented.count == 6 && documented == DocumentationExamples.tested())
    }

    @Test("has orders that are placed once, and listed from the latest on")
    func placing() async throws {
        let tables = try freshTables()
        #expect(try await placeOnce(1, for: "ann", in: tables))
        #expect(try await placeOnce(2, for: "ann", in: tables))
        #expect(try await !placeOnce(1, for: "ann", in: tables))
        #expect(try await orders(on: "2026-11-21", in: tables).map { $0["number"] } == [.number("2"), .number("1")])
        let count = try await tables.get("orders", key: ["customer": .string("ann"), "number": .number("0")])
        #expect(count?["count"] == .number("2"))
    }

    @Test("has an index that lags by the test's own clock")
    func lag() async throws {
        let time = Mutex(Timestamp(seconds: 1_795_000_000))
        let tables = try lazyTables { time.withLock(\.self) }
        try await place(1, for: "ann", on: "2026-11-21", in: tables)
        #expect(try await orders(on: "2026-11-21", in: tables).isEmpty)
        time.withLock { $0 = $0 + .seconds(2) }
        #expect(try await orders(on: "2026-11-21", in: tables).count == 1)
    }
}
