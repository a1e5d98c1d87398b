import AWSServices
import Testing
import WireFormats

@testable import Tables

@Suite("Table schemas")
struct TableSchemaTests {
    private static let schema = TableSchema(
        "Items", partitionKey: .init("p"), sortKey: .init("s", .number),
        indexes: [
            .init("A", partitionKey: .init("owner"), sortKey: .init("s", .number)),
            .init("B", partitionKey: .init("raw", .binary), projection: .keysOnly),
            .init("C", partitionKey: .init("owner"), projection: .include(["title", "state"])),
        ], timeToLive: "expires")

    @Test("a schema survives the way through CreateTable's input")
    func json() {
        #expect(TableSchema(creation: .object(Self.schema.creation), timeToLive: "expires") == Self.schema)
    }

    @Test("the key of an item is its key attributes")
    func key() {
        #expect(Self.schema.key(of: ["p": "a", "s": 1, "owner": "o"]) == ["p": "a", "s": 1])
    }

    @Test(
        "a schema that DynamoDB would refuse is refused",
        arguments: [
            TableSchema("ab", partitionKey: .init("p")), TableSchema("with space", partitionKey: .init("p")),
            TableSchema("Items", partitionKey: .init("p"), sortKey: .init("p")),
            TableSchema("Items", partitionKey: .init("")),
            TableSchema(
                "Items", partitionKey: .init("p"), indexes: [.init("ByOther", partitionKey: .init("p", .number))]),
            TableSchema(
                "Items", partitionKey: .init("p"),
                indexes: [.init("Twice", partitionKey: .init("a")), .init("Twice", partitionKey: .init("b"))]),
            TableSchema("Items", partitionKey: .init("p"), indexes: [.init("i", partitionKey: .init("a"))]),
            TableSchema(
                "Items", partitionKey: .init("p"),
                indexes: (0..<21).map { .init("Index-\($0)", partitionKey: .init("a")) }),
            TableSchema(
                "Items", partitionKey: .init("p"),
                indexes: [.init("Empty", partitionKey: .init("a"), projection: .include([]))]),
            TableSchema(
                "Items", partitionKey: .init("p"),
                indexes: [
                    .init("Wide", partitionKey: .init("a"), projection: .include(ExactSet((0...100).map { "x\($0)" })))
                ]),
        ])
    func refused(schema: TableSchema) {
        let error = #expect(throws: TableError.self) { try SchemaValidation.check(schema) }
        #expect(error?.code == .invalid)
    }
}
