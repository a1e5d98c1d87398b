import ContextMemory
import HTTPTransport
import Redis
import TestSupport

/// A store on a server of its own, for one test.
struct RedisUnderTest: Sendable {
    let server: RedisServer
    let loop: CurlEventLoop
    let client: RedisClient
    let store: RedisContextStore

    init(_ options: [String] = [], limits: ContextLimits = .standard) async throws {
        server = try await RedisServer.start(options)
        loop = try CurlEventLoop()
        loop.start()
        client = RedisClient(RedisConfiguration(host: "127.0.0.1", port: server.port), loop: loop)
        store = RedisContextStore(client, limits: limits)
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
