import HTTPTransport
import Synchronization
import WireFormats

@testable import AWSCore

/// An ``AWSClient`` whose surroundings a test holds: time stands still, waiting is only noted, random is 1.
struct TestClient {
    static let time = Timestamp(seconds: 1_795_000_000)
    static let credentials = AWSCredentials(accessKeyID: "AKID", secretAccessKey: "secret")

    let client: AWSClient
    private let noted = Noted()

    private final class Noted: Sendable {
        let delays = Mutex<[Duration]>([])
    }

    /// What was waited for, in order.
    var delays: [Duration] { noted.delays.withLock(\.self) }

    init(
        service: AWSService = .dynamoDB, transport: any HTTPSending, endpoint: String = "http://127.0.0.1:1",
        credentials: any CredentialProvider = StaticCredentials(TestClient.credentials)
    ) throws {
        let noted = noted
        client = try AWSClient(
            service: service,
            context: AWSContext(
                configuration: AWSConfiguration(
                    environment: ["AWS_REGION": "eu-west-1", "AWS_ENDPOINT_URL": endpoint]),
                credentials: credentials, transport: transport, clock: { Self.time },
                sleep: { delay in noted.delays.withLock { $0.append(delay) } }, random: { 1 }))
    }

    /// The error with which a request fails; `nil` when it does not.
    func failure(of request: AWSRequest = AWSRequest()) async -> AWSError? {
        do {
            _ = try await client.send(request)
            return nil
        } catch {
            return error
        }
    }
}
