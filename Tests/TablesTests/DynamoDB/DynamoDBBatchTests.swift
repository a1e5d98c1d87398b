import AWSServices
import HTTPTransport
import Tables
import TestSupport
import Testing
import WireFormats

/// Batches that DynamoDB leaves unfinished, and tables that take their time.
@Suite("DynamoDB batches and creation")
struct DynamoDBBatchTests {
    private static func put(_ number: Int) -> JSON { ["PutRequest": ["Item": ["id": ["S": .string("\(number)")]]]] }
    private static func writes(_ numbers: Range<Int>) -> [BatchWrite] {
        numbers.map { .put(["id": .string("\($0)")]) }
    }

    @Test("unprocessed writes are sent again, before the rest")
    func unprocessedWrites() async throws {
        let dynamoDB = try ScriptedDynamoDB([
            .output(["UnprocessedItems": ["items": .array([Self.put(3), Self.put(4)])]]), .output([:]),
        ])
        try await dynamoDB.tables.batchWrite("items", Self.writes(0..<30))
        let sent = dynamoDB.calls.map { $0.input["RequestItems"]?["items"]?.array ?? [] }
        #expect(sent == [(0..<25).map(Self.put), ([3, 4] + (25..<30)).map(Self.put)])
        #expect(dynamoDB.waited == [.milliseconds(25)])
    }

    @Test("writes that stay unprocessed are given up after eight answers")
    func neverProcessed() async throws {
        let dynamoDB = try ScriptedDynamoDB([.output(["UnprocessedItems": ["items": .array([Self.put(0)])]])])
        #expect(
            await failure { () throws(TableError) in try await dynamoDB.tables.batchWrite("items", Self.writes(0..<1)) }
                == .unavailable(mayHaveWritten: true))
        #expect(dynamoDB.operations.count == 8)
    }

    @Test("unprocessed keys are asked for again")
    func unprocessedKeys() async throws {
        let dynamoDB = try ScriptedDynamoDB([
            .output([
                "Responses": ["items": [["id": ["S": "1"]]]],
                "UnprocessedKeys": ["items": ["Keys": [["id": ["S": "2"]]], "ConsistentRead": true]],
            ]),
            .output(["Responses": ["items": [["id": ["S": "2"]]]], "UnprocessedKeys": [:]]),
        ])
        #expect(
            try await dynamoDB.tables.batchGet("items", keys: [["id": "1"], ["id": "2"]]) == [["id": "1"], ["id": "2"]])
        #expect(
            dynamoDB.calls.last?.input == [
                "RequestItems": ["items": ["Keys": [["id": ["S": "2"]]], "ConsistentRead": true]]
            ])
    }

    @Test("no repetition begins that the deadline would cut off")
    func deadline() async throws {
        let dynamoDB = try ScriptedDynamoDB([.output(["UnprocessedItems": ["items": .array([Self.put(0)])]])])
        await InvocationScope.$deadline.withValue(.now + .milliseconds(300)) {
            #expect(
                await failure { () throws(TableError) in
                    try await dynamoDB.tables.batchWrite("items", Self.writes(0..<1))
                } == .unavailable(mayHaveWritten: true))
        }
        #expect(dynamoDB.waited.allSatisfy { $0 < .milliseconds(300) })
        #expect((1...5).contains(dynamoDB.operations.count))
    }

    private static func description(_ table: String, index: String) -> ScriptedDynamoDB.Answer {
        .output([
            "Table": [
                "TableStatus": .string(table),
                "GlobalSecondaryIndexes": [["IndexName": "ByOwner", "IndexStatus": .string(index)]],
            ]
        ])
    }

    @Test("a new table is waited for, its indexes too, then items may expire")
    func creation() async throws {
        let dynamoDB = try ScriptedDynamoDB([
            .output([:]), .exception("ResourceNotFoundException"), Self.description("CREATING", index: "CREATING"),
            Self.description("ACTIVE", index: "CREATING"), Self.description("ACTIVE", index: "ACTIVE"), .output([:]),
        ])
        try await dynamoDB.tables.create(ScriptedDynamoDB.schema)
        #expect(
            dynamoDB.operations == [
                "CreateTable", "DescribeTable", "DescribeTable", "DescribeTable", "DescribeTable", "UpdateTimeToLive",
            ])
        #expect(
            dynamoDB.calls.first?.input == [
                "TableName": "items",
                "AttributeDefinitions": [
                    ["AttributeName": "id", "AttributeType": "S"], ["AttributeName": "owner", "AttributeType": "S"],
                ],
                "KeySchema": [["AttributeName": "id", "KeyType": "HASH"]], "BillingMode": "PAY_PER_REQUEST",
                "GlobalSecondaryIndexes": [
                    [
                        "IndexName": "ByOwner", "KeySchema": [["AttributeName": "owner", "KeyType": "HASH"]],
                        "Projection": ["ProjectionType": "ALL"],
                    ]
                ],
            ])
        #expect(
            dynamoDB.calls.last?.input == [
                "TableName": "items", "TimeToLiveSpecification": ["AttributeName": "expires", "Enabled": true],
            ])
    }

    @Test("a table that is there stays as it is")
    func exists() async throws {
        let dynamoDB = try ScriptedDynamoDB([
            .exception("ResourceInUseException"), Self.description("ACTIVE", index: "ACTIVE"),
        ])
        try await dynamoDB.tables.create(ScriptedDynamoDB.schema)
        #expect(dynamoDB.operations == ["CreateTable", "DescribeTable"])
    }

    @Test("an index that the real table lacks is not found, so that callers can fall back")
    func missingIndex() async throws {
        let table = try await TableUnderTest(.dynamoDB)
        let connection = try await DynamoDBConnection(endpoint: MotoServer.shared.endpoint)
        let declared = TableSchema(
            table.name, partitionKey: .init("id"), indexes: [.init("ByOwner", partitionKey: .init("owner"))])
        let tables = DynamoDBTables(client: connection.client, schemas: [declared], sleep: { _ in })
        let query = Query(table: table.name, index: "ByOwner", partition: "o")
        #expect(await failure { () throws(TableError) in try await tables.query(query) } == .notFound)
        let scan = Scan(table: table.name, index: "ByOwner")
        #expect(await failure { () throws(TableError) in try await tables.scan(scan) } == .notFound)
    }
}
