import AWSCore
import AWSServices
import Foundation
import HTTPTransport
import TestSupport
import WireFormats

/// A DynamoDB client on an event loop of its own.
final class DynamoDBConnection: Sendable {
    let loop: CurlEventLoop
    let client: DynamoDBClient

    init(endpoint: String) throws {
        loop = try CurlEventLoop()
        let http = HTTPClient(loop: loop)
        loop.start()
        var environment = MotoServer.environment
        environment["AWS_ENDPOINT_URL_DYNAMODB"] = endpoint
        let context = try AWSContext(
            environment: environment, transport: http, clock: { Timestamp(seconds: Int(Date().timeIntervalSince1970)) },
            sleep: { try await Task.sleep(for: $0 / 50) })
        client = try DynamoDBClient(context)
    }
}
