import AWSCore
import AWSServices
import Foundation
import HTTPTransport
import Synchronization
import Tables
import TestSupport
import WireFormats

/// A DynamoDB whose every answer a test gives, with tables that talk to it. Time does not pass in it: waits are noted.
final class ScriptedDynamoDB: Sendable {
    enum Answer: Sendable {
        case output(JSON)
        /// An exception, with members besides its message.
        case exception(String, message: String = "", status: Int = 400, members: JSONObject = [:])
        /// The connection breaks once the request has been read.
        case lost
        /// What no DynamoDB would send.
        case raw(status: Int, text: String)
    }

    static let schema = TableSchema(
        "items", partitionKey: .init("id"), indexes: [.init("ByOwner", partitionKey: .init("owner"))],
        timeToLive: "expires")

    let tables: DynamoDBTables
    let server: ScriptedServer
    private let loop: CurlEventLoop
    private let waits: Waits

    private final class Waits: Sendable {
        let durations = Mutex<[Duration]>([])
    }

    /// - Parameter answers: one for each request; the last one again for all that follow.
    init(_ answers: [Answer]) throws {
        let number = Counter()
        server = try ScriptedServer { connection in
            while try connection.readRequest() != nil {
                switch answers[min(number.next(), answers.count - 1)] {
                case .output(let json): try connection.write(Self.response(200, json.text))
                case .exception(let name, let message, let status, let members):
                    var body = members
                    body["__type"] = .string("com.amazonaws.dynamodb.v20120810#\(name)")
                    body["message"] = .string(message)
                    try connection.write(Self.response(status, JSON.object(body).text))
                case .lost: return
                case .raw(let status, let text): try connection.write(Self.response(status, text))
                }
            }
        }
        loop = try CurlEventLoop()
        loop.start()
        let waits = Waits()
        self.waits = waits
        let sleep: @Sendable (Duration) async throws -> Void = { duration in
            waits.durations.withLock { $0.append(duration) }
        }
        let environment = MotoServer.environment.merging(["AWS_ENDPOINT_URL_DYNAMODB": server.url]) { $1 }
        let context = try AWSContext(
            environment: environment, transport: HTTPClient(loop: loop),
            clock: { Timestamp(seconds: Int(Date().timeIntervalSince1970)) }, sleep: sleep, random: { 0.5 })
        tables = DynamoDBTables(
            client: try DynamoDBClient(context), schemas: [Self.schema], sleep: sleep, random: { 1 << 63 })
    }

    private final class Counter: Sendable {
        private let value = Atomic(0)
        func next() -> Int { value.add(1, ordering: .relaxed).oldValue }
    }

    private static func response(_ status: Int, _ text: String) -> [UInt8] {
        Array(
            """
            HTTP/1.1 \(status) Scripted\r
            content-type: application/x-amz-json-1.0\r
            content-length: \(text.utf8.count)\r
            \r
            \(text)
            """.utf8)
    }

    /// The operations and inputs that came.
    var calls: [(operation: String, input: JSON)] {
        server.requests.map { request in
            let target = request.header("X-Amz-Target") ?? ""
            return (
                String(target.split(separator: ".").last ?? ""),
                (try? JSON(parsing: request.body)) ?? .null
            )
        }
    }

    var operations: [String] { calls.map(\.operation) }

    /// How long it was waited for between requests.
    var waited: [Duration] { waits.durations.withLock { $0 } }
}
