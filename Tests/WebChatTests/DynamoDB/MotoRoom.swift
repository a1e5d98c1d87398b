import AWSCore
import AWSServices
import Foundation
import HTTPTransport
import SystemSupport
import SystemTestSupport
import Tables
import TestSupport
import WebChat
import WireFormats

/// System 002 on moto's DynamoDB, with boto3 as the other reader of the same items.
struct MotoRoom: Sendable {
    let room: ChatRoom
    private let moto: MotoServer
    private let loop: CurlEventLoop

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
            client: try DynamoDBClient(context), schemas: ChatRoom.schema.tables,
            sleep: { try await Task.sleep(for: $0) })
        for schema in ChatRoom.schema.tables { try await tables.create(schema) }
        room = try ChatRoom(
            { request in
                let isSummary = request.system.first?.hasPrefix("You keep the record") == true
                return ModelAnswer(text: isSummary ? "A record." : "Answer to \(request.messages.count).")
            }, options: WebChat.Options(contextTokenBudget: 100), engine: tables)
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
