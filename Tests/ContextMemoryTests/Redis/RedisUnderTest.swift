import ContextMemory
import HTTPTransport
import Redis
import TestSupport
import WireFormats

/// A store on a server of its own, for one test.
struct RedisUnderTest: Sendable {
    let server: RedisServer
    let loop: CurlEventLoop
    let client: RedisClient
    let store: RedisContextStore

    /// - Parameter certificate: the server speaks TLS, and nothing else.
    init(
        _ options: [String] = [], limits: ContextLimits = .standard, certificate: TestCertificate? = nil
    ) async throws {
        server = try await RedisServer.start(options, certificate: certificate)
        loop = try CurlEventLoop()
        loop.start()
        var configuration = RedisConfiguration(host: "127.0.0.1", port: server.port)
        if let certificate {
            (configuration.host, configuration.isSecure) = ("localhost", true)
            configuration.caBundlePath = certificate.certificate
        }
        client = RedisClient(configuration, loop: loop)
        store = RedisContextStore(client, limits: limits)
    }

    /// Another store on the same server, as somebody with another configuration has it.
    func store(_ change: (inout RedisConfiguration) -> Void) throws -> RedisContextStore {
        var configuration = RedisConfiguration(host: "127.0.0.1", port: server.port)
        change(&configuration)
        return RedisContextStore(RedisClient(configuration, loop: loop))
    }

    @discardableResult
    func send(_ words: String...) async throws -> RedisValue {
        try await client.send(RedisCommand(arguments: words.map { Array($0.utf8) }, isIdempotent: false))
    }

    func python(_ script: String) async throws -> String {
        try await Python.run(
            "import json, redis, sys\nclient = redis.Redis(port=int(sys.argv[1]))\n" + script, ["\(server.port)"])
    }
}
