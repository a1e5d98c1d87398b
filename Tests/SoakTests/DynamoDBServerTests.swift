import AWSCore
import AWSServices
import HTTPTransport
import Tables
import TestSupport
import Testing
import WireFormats

@testable import soak

/// The stand-in that a soak trusts: moto's DynamoDB with a journal.
@Suite("The DynamoDB of a soak", .timeLimit(.minutes(5)))
struct DynamoDBServerTests {
    private let loop: CurlEventLoop
    private let schema = TableSchema("things", partitionKey: .init("id"), sortKey: .init("part"))

    init() throws {
        loop = try CurlEventLoop()
        loop.start()
    }

    private func client(_ server: DynamoDBServer) throws -> DynamoDBClient {
        let port = try #require(server.port)
        let environment = MotoServer.environment.merging(["AWS_ENDPOINT_URL": "http://127.0.0.1:\(port)"]) { $1 }
        return try DynamoDBClient(
            AWSContext(
                environment: environment, transport: HTTPClient(loop: loop), clock: SystemClock.now,
                sleep: { try await Task.sleep(for: $0) }))
    }

    private func tables(_ server: DynamoDBServer) throws -> DynamoDBTables {
        DynamoDBTables(client: try client(server), schemas: [schema], sleep: { try await Task.sleep(for: $0) })
    }

    private static func key(_ id: String) -> Item { ["id": .string(id), "part": "a"] }

    @Test("has what it acknowledged after a kill, also behind a checkpoint, and knows a transaction's token")
    func kill() async throws {
        let server = try await DynamoDBServer.start()
        let before = try tables(server)
        try await before.create(schema)
        // More than the journal holds at a time.
        for number in 0..<520 { try await before.put("things", item: Self.key("\(number)")) }
        let add = TransactAction.update(table: "things", key: Self.key("1"), Update(add: ["count": 1]), if: nil)
        try await before.transact([add], token: "the-token")
        try await server.kill()
        #expect(server.port == nil)

        try await server.restart()
        let after = try tables(server)
        try await after.transact([add], token: "the-token")
        #expect(try await after.get("things", key: Self.key("1"))?["count"]?.int == 1)
        #expect(try await after.scan(Scan(table: "things")).items.count == 520)
    }

    @Test("undoes a transaction of which one condition fails")
    func rollback() async throws {
        let server = try await DynamoDBServer.start()
        let tables = try tables(server)
        try await tables.create(schema)
        for id in ["1", "2"] { try await tables.put("things", item: Self.key(id).merging(["count": 1]) { $1 }) }
        await #expect(throws: TableError.self) {
            try await tables.transact([
                .update(table: "things", key: Self.key("1"), Update(add: ["count": 1]), if: nil),
                .delete(table: "things", key: Self.key("2"), if: nil),
                .put(table: "things", item: Self.key("3"), if: nil),
                .check(table: "things", key: Self.key("4"), if: .exists("id")),
            ])
        }
        let items = try await tables.scan(Scan(table: "things")).items
        #expect(Set(items) == Set(["1", "2"].map { Self.key($0).merging(["count": 1]) { $1 } }))
    }
}
