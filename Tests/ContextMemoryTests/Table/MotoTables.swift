import AWSCore
import AWSServices
import Foundation
import HTTPTransport
import SystemSupport
import Tables
import TestSupport
import WireFormats

/// A conversations table of its own on moto's DynamoDB.
struct MotoTables: Sendable {
    let schema: ConversationsSchema
    let tables: DynamoDBTables
    private let loop: CurlEventLoop

    init() async throws {
        let moto = try await MotoServer.sharedSerial
        loop = try CurlEventLoop()
        loop.start()
        let context = try AWSContext(
            environment: MotoServer.environment.merging(["AWS_ENDPOINT_URL": moto.endpoint]) { $1 },
            transport: HTTPClient(loop: loop),
            clock: { Timestamp(seconds: Int(Date().timeIntervalSince1970)) },
            sleep: { try await Task.sleep(for: $0) })
        schema = ConversationsSchema(table: "conversations-\(String(UInt64.random(in: .min ... .max), radix: 36))")
        tables = DynamoDBTables(
            client: try DynamoDBClient(context), schemas: schema.tables, sleep: { try await Task.sleep(for: $0) })
        for schema in schema.tables { try await tables.create(schema) }
    }
}
