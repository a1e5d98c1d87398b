import AWSCore
import AWSServices
import ChatSessions
import Foundation
import HTTPTransport
import Logging
import Tables
import TestSupport
import WireFormats

/// System 000 on moto's DynamoDB and S3, with boto3 as the other reader and writer of the same items.
struct MotoChat: Sendable {
    let chat: Chat
    let exports: S3ExportStorage
    private let moto: MotoServer
    private let loop: CurlEventLoop

    static let bucket = "session-exports"

    init() async throws {
        moto = try await MotoServer.start()
        loop = try CurlEventLoop()
        loop.start()
        let context = try AWSContext(
            environment: MotoServer.environment.merging(["AWS_ENDPOINT_URL": moto.endpoint]) { $1 },
            transport: HTTPClient(loop: loop),
            clock: { Timestamp(seconds: Int(Date().timeIntervalSince1970)) },
            sleep: { try await Task.sleep(for: $0) })
        let tables = DynamoDBTables(
            client: try DynamoDBClient(context), schemas: [], sleep: { try await Task.sleep(for: $0) })
        for schema in Chat.schema.tables { try await tables.create(schema) }
        chat = try Chat(engine: tables)
        exports = S3ExportStorage(client: try S3Client(context), bucket: Self.bucket, log: Logger(label: "exports"))
        _ = try await python("boto3.client('s3').create_bucket(Bucket='\(Self.bucket)')")
    }

    /// Runs Python with boto3's tables `sessions`, `messages` and `reviews`, and gives what it printed.
    func python(_ script: String, _ arguments: [String] = []) async throws -> String {
        let preamble = """
            import sys, json, boto3
            from boto3.dynamodb.conditions import Key
            dynamodb = boto3.resource('dynamodb')
            sessions, messages, reviews = (dynamodb.Table(name) for name in ('sessions', 'messages', 'reviews'))

            """
        return try await Python.run(
            preamble + script, arguments,
            environment: MotoServer.environment.merging(["AWS_ENDPOINT_URL": moto.endpoint]) { $1 })
    }
}
