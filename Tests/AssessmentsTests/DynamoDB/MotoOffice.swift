import AWSCore
import AWSServices
import Assessments
import Foundation
import HTTPTransport
import Tables
import TestSupport
import WireFormats

/// System 001 on moto's DynamoDB, with boto3 as the other reader and writer of the same items.
struct MotoOffice: Sendable {
    let office: Office
    private let moto: MotoServer
    private let loop: CurlEventLoop

    init(_ scripts: [ScriptedAgent.Script] = [.steps(Office.happySteps)]) async throws {
        moto = try await MotoServer.start()
        loop = try CurlEventLoop()
        loop.start()
        let context = try AWSContext(
            environment: MotoServer.environment.merging(["AWS_ENDPOINT_URL": moto.endpoint]) { $1 },
            transport: HTTPClient(loop: loop),
            clock: { Timestamp(seconds: Int(Date().timeIntervalSince1970)) },
            sleep: { try await Task.sleep(for: $0) })
        let tables = DynamoDBTables(
            client: try DynamoDBClient(context), schemas: Office.schema.tables, sleep: { try await Task.sleep(for: $0) }
        )
        for schema in Office.schema.tables { try await tables.create(schema) }
        office = try await Office(scripts, engine: tables)
    }

    /// Runs Python with boto3's tables `assessments` and `events`, and gives what it printed.
    @discardableResult
    func python(_ script: String, _ arguments: [String] = []) async throws -> String {
        let preamble = """
            import sys, json, boto3
            from boto3.dynamodb.conditions import Key
            dynamodb = boto3.resource('dynamodb')
            assessments, events = (dynamodb.Table(name) for name in ('assessments', 'events'))

            """
        return try await Python.run(
            preamble + script, arguments,
            environment: MotoServer.environment.merging(["AWS_ENDPOINT_URL": moto.endpoint]) { $1 })
    }
}
