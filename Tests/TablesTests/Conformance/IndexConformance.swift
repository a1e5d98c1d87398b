import AWSServices
import Tables
import Testing
import WireFormats

/// Global secondary indexes: who is in them, in which order, and after changes.
@Suite("Conformance: indexes")
struct IndexConformance {
    private static func table(_ engine: Engine) async throws -> TableUnderTest {
        try await TableUnderTest(
            engine,
            indexes: [
                .init("ByOwner", partitionKey: .init("owner"), sortKey: .init("at", .number)),
                .init("ByState", partitionKey: .init("state")),
            ])
    }

    private static func ids(_ table: TableUnderTest, _ index: String, _ partition: AttributeValue) async throws
        -> [String]
    {
        try await table.tables.query(Query(table: table.name, index: index, partition: partition)).items
            .compactMap { $0["id"]?.string }
    }

    @Test("an item without the index's keys is not in it", arguments: Engine.allCases)
    func sparse(engine: Engine) async throws {
        let table = try await Self.table(engine)
        try await table.put(["id": "none"])
        try await table.put(["id": "half", "owner": "o"])
        try await table.put(["id": "whole", "owner": "o", "at": 1])
        #expect(try await Self.ids(table, "ByOwner", "o") == ["whole"])
        #expect(try await table.tables.scan(Scan(table: table.name, index: "ByOwner")).items.count == 1)
    }

    @Test("an index has whole items in the order of its sort key", arguments: Engine.allCases)
    func order(engine: Engine) async throws {
        let table = try await Self.table(engine)
        for at in [10, 9, -1, 100] {
            try await table.put(["id": .string("\(at)"), "owner": "o", "at": .int(at), "x": .list([])])
        }
        let page = try await table.tables.query(
            Query(table: table.name, index: "ByOwner", partition: "o", range: .greater(0), descending: true))
        #expect(
            page
                == Page(
                    items: [100, 10, 9].map { ["id": .string("\($0)"), "owner": "o", "at": .int($0), "x": .list([])] }))
    }

    @Test("an index shows what it projects, and its pages go on all the same", arguments: Engine.allCases)
    func projection(engine: Engine) async throws {
        let table = try await TableUnderTest(
            engine,
            indexes: [
                .init("Keys", partitionKey: .init("owner"), sortKey: .init("at", .number), projection: .keysOnly),
                .init("Some", partitionKey: .init("owner"), projection: .include(["title", "absent"])),
            ])
        for at in 1...3 {
            try await table.put(
                ["id": .string("\(at)"), "owner": "o", "at": .int(at), "title": "t", "text": "long"])
        }
        var query = Query(table: table.name, index: "Keys", partition: "o", limit: 2)
        let first = try await table.tables.query(query)
        #expect(first.lastKey != nil)
        query.startKey = first.lastKey
        #expect(
            try await first.items + table.tables.query(query).items
                == (1...3).map { ["id": .string("\($0)"), "owner": "o", "at": .int($0)] })
        let some = try await table.tables.query(Query(table: table.name, index: "Some", partition: "o"))
        #expect(
            Set(some.items) == Set((1...3).map { ["id": .string("\($0)"), "owner": "o", "title": "t"] as Item }))
    }

    @Test("an item moves with its keys", arguments: Engine.allCases)
    func moves(engine: Engine) async throws {
        let table = try await Self.table(engine)
        try await table.put(["id": "a", "owner": "o", "at": 1, "state": "open"])
        try await table.update(["id": "a"], Update(set: ["owner": "p", "at": 2]))
        #expect(try await Self.ids(table, "ByOwner", "o") == [])
        #expect(try await Self.ids(table, "ByOwner", "p") == ["a"])
        try await table.update(["id": "a"], Update(remove: ["state"]))
        #expect(try await Self.ids(table, "ByState", "open") == [])
        try await table.delete(["id": "a"])
        #expect(try await Self.ids(table, "ByOwner", "p") == [])
    }

    @Test("a replaced or updated item is in the index as it is now", arguments: Engine.allCases)
    func current(engine: Engine) async throws {
        let table = try await Self.table(engine)
        try await table.put(["id": "a", "owner": "o", "at": 1, "x": 1])
        try await table.put(["id": "a", "owner": "o", "at": 1, "y": 2])
        try await table.update(["id": "a"], Update(add: ["y": 1]))
        #expect(
            try await table.tables.query(Query(table: table.name, index: "ByOwner", partition: "o")).items
                == [["id": "a", "owner": "o", "at": 1, "y": 3]])
    }

    @Test("pages go on through items that share all keys of the index", arguments: Engine.allCases)
    func sharedKeys(engine: Engine) async throws {
        let table = try await Self.table(engine)
        let ids = (0..<25).map { "item-\($0)" }
        try await table.tables.batchWrite(
            table.name, ids.map { .put(["id": .string($0), "owner": "o", "at": 1, "state": "open"]) })
        for index in ["ByOwner", "ByState"] {
            var query = Query(table: table.name, index: index, partition: index == "ByOwner" ? "o" : "open", limit: 7)
            var found: [String] = []
            repeat {
                let page = try await table.tables.query(query)
                found += page.items.compactMap { $0["id"]?.string }
                query.startKey = page.lastKey
            } while query.startKey != nil && found.count < 100
            withKnownIssue("moto repeats and loses items where keys of an index are shared", isIntermittent: true) {
                #expect(found.sorted() == ids.sorted())
            } when: {
                engine.isMoto
            }
        }
    }

    @Test("writes in transactions and batches reach the index", arguments: Engine.allCases)
    func allWays(engine: Engine) async throws {
        let table = try await Self.table(engine)
        try await table.tables.batchWrite(
            table.name, [.put(["id": "a", "state": "open"]), .put(["id": "b", "state": "open"])])
        try await table.tables.transact([
            .update(table: table.name, key: ["id": "a"], Update(set: ["state": "closed"])),
            .put(table: table.name, item: ["id": "c", "state": "closed"]),
            .delete(table: table.name, key: ["id": "b"]),
        ])
        #expect(try await Self.ids(table, "ByState", "open") == [])
        #expect(try await Set(Self.ids(table, "ByState", "closed")) == ["a", "c"])
    }
}
