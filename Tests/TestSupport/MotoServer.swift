/// moto's server: DynamoDB, S3 and STS on a loopback port that the kernel picks.
public final class MotoServer: Sendable {
    public let endpoint: String
    private let process: ChildProcess

    /// Credentials that go with it.
    public static let environment = [
        "AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing", "AWS_REGION": "us-east-1",
        "AWS_DEFAULT_REGION": "us-east-1",
    ]

    private init(endpoint: String, process: ChildProcess) {
        self.endpoint = endpoint
        self.process = process
    }

    public static func start() async throws -> MotoServer {
        let process = try Python.start(["-m", "moto.server", "-H", "127.0.0.1", "-p", "0"], environment: environment)
        let endpoint = try await process.waitForOutput(matching: #/Running on (http://127\.0\.0\.1:\d+)/#)
        return MotoServer(endpoint: endpoint, process: process)
    }

    var processIdentifier: Int32 { process.processIdentifier }

    deinit { process.kill() }
}
