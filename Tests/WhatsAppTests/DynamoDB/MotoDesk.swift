import AWSCore
import AWSServices
import Foundation
import HTTPTransport
import SystemSupport
import SystemTestSupport
import Tables
import TestSupport
import WhatsApp
import WireFormats

/// System 004 on moto's DynamoDB, with boto3 as the other reader of the same items.
struct MotoDesk: Sendable {
    let desk: Desk
    private let moto: MotoServer
    private let loop: CurlEventLoop

    init() async throws {
        // Writers meet in these tests.
        moto = try await MotoServer.start(isSerial: true)
        loop = try CurlEventLoop()
        loop.start()
        let context = try AWSContext(
            environment: MotoServer.environment.merging(["AWS_ENDPOINT_URL": moto.endpoint]) { $1 },
            transport: HTTPClient(loop: loop),
            clock: { Timestamp(seconds: Int(Date().timeIntervalSince1970)) },
            sleep: { try await Task.sleep(for: $0) })
        let tables = DynamoDBTables(
            client: try DynamoDBClient(context), schemas: Desk.schema.tables,
            sleep: { try await Task.sleep(for: $0) })
        for schema in Desk.schema.tables { try await tables.create(schema) }
        desk = try Desk(engine: tables)
    }

    /// Runs Python with boto3's table `table`, and gives what it printed.
    func python(_ script: String, _ arguments: [String] = []) async throws -> String {
        let preamble = """
            import sys, json, boto3
            from boto3.dynamodb.conditions import Key, Attr
            table = boto3.resource('dynamodb').Table('conversations')

            """
        return try await Python.run(
            preamble + script, arguments,
            environment: MotoServer.environment.merging(["AWS_ENDPOINT_URL": moto.endpoint]) { $1 })
    }
}
