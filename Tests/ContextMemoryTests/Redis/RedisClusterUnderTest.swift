import ContextMemory
import HTTPTransport
import Redis
import TestSupport

/// Stores on a cluster of three primaries.
struct RedisClusterUnderTest: Sendable {
    let cluster: RedisCluster
    let loop: CurlEventLoop
    let client: RedisClient

    private static let sharedCluster = Task { try await RedisCluster.start() }

    /// - Parameter shared: the cluster that the tests of this process share, whose data nobody removes; or one of its own.
    init(shared: Bool = false, replicas: Int = 0) async throws {
        cluster = shared ? try await Self.sharedCluster.value : try await RedisCluster.start(replicas: replicas)
        loop = try CurlEventLoop()
        loop.start()
        client = RedisClient(RedisConfiguration(host: "127.0.0.1", port: cluster.nodes[0].port), loop: loop)
    }

    /// A store with a client of its own, as each process has it.
    func store(
        limits: ContextLimits = .standard, _ change: (inout RedisConfiguration) -> Void = { _ in }
    ) throws -> RedisContextStore {
        var configuration = RedisConfiguration(host: "127.0.0.1", port: cluster.nodes[0].port)
        change(&configuration)
        return RedisContextStore(RedisClient(configuration, loop: loop), limits: limits)
    }

    @discardableResult
    func send(_ words: String...) async throws -> RedisValue {
        try await client.send(RedisCommand(arguments: words.map { Array($0.utf8) }, isIdempotent: false))
    }
}
