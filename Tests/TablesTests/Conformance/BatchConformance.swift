import AWSServices
import Tables
import Testing
import WireFormats

/// Batches of any size.
@Suite("Conformance: batches")
struct BatchConformance {
    private static func item(_ number: Int, _ value: AttributeValue = "v") -> Item {
        ["id": .string("item-\(number)"), "value": value]
    }

    private static func key(_ number: Int) -> Item { ["id": .string("item-\(number)")] }

    @Test("250 writes, then 250 reads of which half find something", arguments: Engine.allCases)
    func large(engine: Engine) async throws {
        let table = try await TableUnderTest(engine)
        try await table.tables.batchWrite(table.name, (0..<250).map { .put(Self.item($0)) })
        let found = try await table.tables.batchGet(table.name, keys: (125..<375).map(Self.key))
        #expect(found.count == 125)
        #expect(Set(found) == Set((125..<250).map { Self.item($0) }))
    }

    @Test("a second batch replaces and deletes what the first one wrote", arguments: Engine.allCases)
    func again(engine: Engine) async throws {
        let table = try await TableUnderTest(engine)
        try await table.tables.batchWrite(table.name, (0..<60).map { .put(Self.item($0)) })
        try await table.tables.batchWrite(
            table.name, (0..<60).map { $0.isMultiple(of: 2) ? .put(Self.item($0, 2)) : .delete(key: Self.key($0)) })
        #expect(try await table.all() == Set(stride(from: 0, to: 60, by: 2).map { Self.item($0, 2) }))
    }

    @Test("reading more than 16 MB at once brings it all", arguments: Engine.allCases)
    func heavy(engine: Engine) async throws {
        let table = try await TableUnderTest(engine)
        let text = AttributeValue.string(String(repeating: "x", count: 390_000))
        let items = (0..<50).map { Self.item($0, text) }
        try await table.tables.batchWrite(table.name, items.map(BatchWrite.put))
        #expect(try await Set(table.tables.batchGet(table.name, keys: (0..<50).map(Self.key))) == Set(items))
    }

    @Test("empty batches do nothing", arguments: Engine.allCases)
    func empty(engine: Engine) async throws {
        let table = try await TableUnderTest(engine)
        try await table.tables.batchWrite(table.name, [])
        #expect(try await table.tables.batchGet(table.name, keys: []) == [])
    }
}
