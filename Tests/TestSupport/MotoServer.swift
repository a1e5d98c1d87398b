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

    /// - Parameter isSerial: it serves one request at a time. Otherwise it serves them on threads, without a lock around its
    ///   tables: then writers must not meet.
    public static func start(isSerial: Bool = false) async throws -> MotoServer {
        let module = isSerial ? ["-c", serial] : ["-m", "moto.server"]
        let process = try Python.start(module + ["-H", "127.0.0.1", "-p", "0"], environment: environment)
        let endpoint = try await process.waitForOutput(matching: #/Running on (http://127\.0\.0\.1:\d+)/#)
        return MotoServer(endpoint: endpoint, process: process)
    }

    private static let serial = """
        import sys
        from moto import server
        run = server.run_simple
        server.run_simple = lambda *arguments, **options: run(*arguments, **{**options, "threaded": False})
        server.main(sys.argv[1:])
        """

    var processIdentifier: Int32 { process.processIdentifier }

    deinit { process.kill() }
}
