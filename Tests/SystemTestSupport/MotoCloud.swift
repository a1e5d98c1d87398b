public import AWSCore
import AWSServices
import HTTPTransport
public import Tables
public import TestSupport
import WireFormats

/// The tables of a system on moto's DynamoDB, with boto3 as the other reader and writer of the same items.
public struct MotoCloud: Sendable {
    public let tables: DynamoDBTables
    /// For clients of moto's other services.
    public let context: AWSContext
    private let schemas: [TableSchema]
    private let server: MotoServer
    private let environment: [String: String]
    private let loop: CurlEventLoop

    /// - Parameter schemas: the tables to make.
    public init(_ schemas: [TableSchema], on server: MotoServer) async throws {
        self.schemas = schemas
        self.server = server
        environment = MotoServer.environment.merging(["AWS_ENDPOINT_URL": server.endpoint]) { $1 }
        loop = try CurlEventLoop()
        loop.start()
        context = try AWSContext(
            environment: environment, transport: HTTPClient(loop: loop), clock: SystemClock.now,
            sleep: { try await Task.sleep(for: $0) })
        tables = DynamoDBTables(
            client: try DynamoDBClient(context), schemas: [], sleep: { try await Task.sleep(for: $0) })
        for schema in schemas { try await tables.create(schema) }
    }

    /// Runs Python in which every table is a variable of its name, and gives what it printed.
    @discardableResult
    public func python(_ script: String, _ arguments: [String] = []) async throws -> String {
        let variables = schemas.map { "\($0.name) = dynamodb.Table('\($0.name)')\n" }.joined()
        let preamble = """
            import sys, json, boto3
            from boto3.dynamodb.conditions import Key, Attr
            dynamodb = boto3.resource('dynamodb')

            """
        return try await Python.run(preamble + variables + script, arguments, environment: environment)
    }
}
