import Foundation
import HTTPTransport
import Redis
import Synchronization
import TestSupport
import Testing

@Suite("RedisClient on a cluster", .serialized)
struct RedisClusterTests {
    private static let count = RedisScript("return redis.call('INCR', KEYS[1])", isIdempotent: false)
    /// Notes a text once, and says how many there are.
    private static let note = RedisScript(
        """
        redis.call('SADD', KEYS[1], ARGV[1])
        return redis.call('SCARD', KEYS[1])
        """, isIdempotent: true)

    private func connections(_ cluster: RedisCluster, _ number: Int) async throws -> Int {
        let clients = try await cluster.command(number, "CLIENT", "LIST", "TYPE", "normal")
        // Without the one that asks.
        return clients.split(separator: "\n").count { !$0.contains("cmd=client|list") }
    }

    @Test("each command reaches the node of its key, by one connection to each, and redirections end")
    func routing() async throws {
        let cluster = try await RedisCluster.start()
        let redis = try Connected(port: cluster.nodes[0].port)
        #expect(!redis.client.isCluster)
        for round in 1...2 {
            for number in 0..<100 {
                #expect(
                    try await redis.client.run(Self.count, keys: ["n\(number)"], arguments: [])
                        == .integer(Int64(round)))
            }
        }
        #expect(redis.client.isCluster)
        #expect(redis.client.slots.count == 3)
        var redirected = 0
        for number in 0..<3 {
            #expect(try await connections(cluster, number) == 1)
            let errors = try await cluster.command(number, "INFO", "errorstats")
            redirected += errors.firstMatch(of: #/errorstat_MOVED:count=(\d+)/#).flatMap { Int($0.1) } ?? 0
        }
        // Until the topology was there: of 200 commands, two thirds would have been.
        #expect(redirected <= 2)
        #expect(try await redis.send("GET", "n7") == "2")
        // What stands behind the name is no key: it is sent anywhere, and arrives nevertheless.
        #expect(try await redis.send("OBJECT", "ENCODING", "n7") == "int")
    }

    @Test("a single server is asked nothing more than before")
    func single() async throws {
        let server = try await RedisServer.start()
        let redis = try Connected(port: server.port)
        _ = try await redis.client.run(Self.count, keys: ["n"], arguments: [])
        _ = try await redis.client.run(Self.count, keys: ["n"], arguments: [])
        let calls = try await redis.send("INFO", "commandstats").text ?? ""
        let commands = calls.matches(of: #/cmdstat_([^:]+):calls=(\d+)/#).map { "\($0.1) \($0.2)" }
        #expect(Set(commands) == ["evalsha 2", "eval 1", "incr 2"])
        #expect(!redis.client.isCluster && redis.client.slots.isEmpty)
    }

    @Test("while a slot moves, with the traffic on it, nothing is lost and nothing is done twice")
    func moving() async throws {
        let cluster = try await RedisCluster.start()
        let key = "{moving}:n"
        let slot = Int(RedisSlot(of: key.utf8).number)
        let source = try await cluster.owner(ofSlot: slot)
        let target = (source + 1) % 3
        let redis = try Connected(port: cluster.nodes[(source + 2) % 3].port)
        let writers = (0..<4).map { writer in
            Task {
                var last = 0
                for _ in 0..<400 {
                    let answer = try await redis.client.run(Self.count, keys: [key], arguments: [])
                    guard case .integer(let number) = answer, number > last else { throw Failed() }
                    last = Int(number)
                    _ = try await redis.client.run(Self.count, keys: ["{moving}:\(writer)"], arguments: [])
                    try await Task.sleep(for: .milliseconds(1))
                }
            }
        }
        for (round, (from, to)) in [(source, target), (target, source), (source, target)].enumerated() {
            try await cluster.beginMove(ofSlot: slot, from: from, to: to)
            // Made where the slot goes.
            _ = try await redis.client.run(Self.count, keys: ["{moving}:made:\(round)"], arguments: [])
            #expect(try await cluster.command(to, "CLUSTER", "COUNTKEYSINSLOT", "\(slot)") != "0")
            try await cluster.endMove(ofSlot: slot, from: from, to: to)
        }
        for writer in writers { try await writer.value }
        #expect(try await redis.send("GET", key) == "1600")
        for round in 0..<3 { #expect(try await redis.send("GET", "{moving}:made:\(round)") == "1") }
        for writer in 0..<4 { #expect(try await redis.send("GET", "{moving}:\(writer)") == "400") }
    }

    private struct Failed: Error {}

    @Test("keys that are partly moved are waited for")
    func partlyMoved() async throws {
        let cluster = try await RedisCluster.start()
        let (one, two) = ("{part}:1", "{part}:2")
        let slot = Int(RedisSlot(of: one.utf8).number)
        let source = try await cluster.owner(ofSlot: slot)
        let target = (source + 1) % 3
        let redis = try Connected(port: cluster.nodes[source].port)
        for key in [one, two] { _ = try await redis.send("SET", key, key) }
        try await cluster.beginMove(ofSlot: slot, from: source, to: target)
        try await cluster.move(key: one, from: source, to: target)
        let waiting = Task { try await redis.send("MGET", one, two) }
        while try await !cluster.command(source, "INFO", "errorstats").contains("errorstat_TRYAGAIN") {
            try await Task.sleep(for: .milliseconds(5))
        }
        let failure = await redis.failure("MGET", one, two, by: .now + .milliseconds(50))
        #expect(failure == Failure(.slotMoving))
        try await cluster.endMove(ofSlot: slot, from: source, to: target)
        #expect(try await waiting.value == [.bytes(Array(one.utf8)), .bytes(Array(two.utf8))])
    }

    @Test(
        "when a primary dies, its replica's fail-over is followed; what was acknowledged and replicated is there once")
    func failover() async throws {
        let cluster = try await RedisCluster.start(replicas: 1)
        let key = "{gone}:set"
        let slot = Int(RedisSlot(of: key.utf8).number)
        let dead = try await cluster.owner(ofSlot: slot)
        let redis = try Connected(port: cluster.nodes[dead].port) { $0.commandTimeout = .seconds(30) }
        for number in 0..<20 {
            _ = try await redis.client.run(Self.note, keys: [key], arguments: [Array("\(number)".utf8)])
        }
        #expect(try await cluster.command(dead, "WAIT", "1", "10000") == "1")
        // The client learns where the others are.
        _ = try await redis.client.run(Self.count, keys: ["n1"], arguments: [])
        for number in 2..<20 { _ = try await redis.client.run(Self.count, keys: ["n\(number)"], arguments: []) }
        try await cluster.nodes[dead].kill()
        let end = ContinuousClock.now + .seconds(60)
        while true {
            do throws(RedisError) {
                let answer = try await redis.client.run(Self.note, keys: [key], arguments: [Array("20".utf8)])
                #expect(answer == 21)
                break
            } catch {
                #expect([.connect, .connectionLost, .clusterDown].contains(error.code))
                try #require(ContinuousClock.now < end)
            }
        }
        #expect(try await cluster.owner(ofSlot: slot) == dead + 3)
        // The one that was away comes back as a replica, and sends its own callers on.
        try await cluster.nodes[dead].restart()
        let late = try Connected(port: cluster.nodes[dead].port)
        #expect(try await late.client.run(Self.note, keys: [key], arguments: [Array("20".utf8)]) == 21)
    }

    @Test("a node that is away without a replica is told as such, and taken up when it is back")
    func down() async throws {
        let cluster = try await RedisCluster.start(["--appendonly", "yes", "--appendfsync", "always"])
        let slot = Int(RedisSlot(of: "n".utf8).number)
        let dead = try await cluster.owner(ofSlot: slot)
        let redis = try Connected(port: cluster.nodes[(dead + 1) % 3].port)
        #expect(try await redis.client.run(Self.count, keys: ["n"], arguments: []) == 1)
        try await cluster.nodes[dead].kill()
        let others = [0, 1, 2].filter { $0 != dead }
        while try await !cluster.command(others[0], "CLUSTER", "INFO").contains("cluster_state:fail") {
            try await Task.sleep(for: .milliseconds(20))
        }
        let error = await #expect(throws: RedisError.self) {
            try await redis.client.run(Self.count, keys: ["n"], arguments: [])
        }
        #expect(error?.code == .connect || error?.code == .clusterDown)
        #expect(error?.mayHaveTakenEffect == false)
        let elsewhere = await redis.failure("GET", "n", by: .now + .seconds(1))
        #expect(elsewhere?.code == .clusterDown || elsewhere?.code == .connect)
        try await cluster.nodes[dead].restart()
        try await cluster.waitUntilAgreed(on: [0, 1, 2])
        #expect(try await redis.client.run(Self.count, keys: ["n"], arguments: []) == 2)
    }

    @Test("one name, user and password open every node, over TLS too")
    func accounts() async throws {
        let certificate = try await TestCertificate()
        let cluster = try await RedisCluster.start(
            ["--user", "default", "on", "#\(Self.digestOfSecret)", "~*", "&*", "+@all"],
            clientOptions: ["-a", "secret"], certificate: certificate)
        let redis = try Connected(
            RedisConfiguration(
                host: "localhost", port: cluster.nodes[0].port, isSecure: true, password: "secret",
                caBundlePath: certificate.certificate))
        for number in 0..<30 {
            #expect(try await redis.client.run(Self.count, keys: ["n\(number)"], arguments: []) == 1)
        }
        #expect(redis.client.slots.count == 3)
    }

    /// SHA-256 of `secret`.
    private static let digestOfSecret = "2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b"

    @Test("a user who may not see the topology learns it from redirections; one who may not follow a move is told")
    func permissions() async throws {
        let cluster = try await RedisCluster.start()
        for number in 0..<3 {
            try await cluster.command(
                number, "ACL", "SETUSER", "app", "on", ">secret", "~*", "+incr", "+eval", "+evalsha", "+set")
        }
        let redis = try Connected(port: cluster.nodes[0].port) { ($0.user, $0.password) = ("app", "secret") }
        for round in 1...2 {
            for number in 0..<20 {
                let answer = try await redis.client.run(Self.count, keys: ["n\(number)"], arguments: [])
                #expect(answer == .integer(Int64(round)))
            }
        }
        let slot = Int(RedisSlot(of: "new".utf8).number)
        let source = try await cluster.owner(ofSlot: slot)
        try await cluster.beginMove(ofSlot: slot, from: source, to: (source + 1) % 3)
        let error = await #expect(throws: RedisError.self) {
            try await redis.client.run(Self.count, keys: ["new"], arguments: [])
        }
        #expect(error?.code == .permission)
        #expect(error?.word == "NOPERM")
        #expect(error?.message.contains("asking") == true)
    }

    @Test(
        "nodes that do not tell their names, or have none to tell, are reached all the same",
        arguments: ["unknown-endpoint", "hostname", "ip"])
    func names(kind: String) async throws {
        let cluster = try await RedisCluster.start(["--cluster-preferred-endpoint-type", kind])
        let redis = try Connected(port: cluster.nodes[1].port)
        for number in 0..<30 {
            #expect(try await redis.client.run(Self.count, keys: ["n\(number)"], arguments: []) == 1)
        }
        #expect(redis.client.slots.count == 3)
    }

    @Test("keys of several slots, and a database other than 0, are told as what they are")
    func refusals() async throws {
        let cluster = try await RedisCluster.start()
        let redis = try Connected(port: cluster.nodes[0].port)
        #expect(await redis.failure("MGET", "a", "b") == Failure(.crossSlot))
        let other = try Connected(port: cluster.nodes[0].port) { $0.database = 1 }
        let error = await #expect(throws: RedisError.self) { try await other.send("GET", "a") }
        #expect(error?.code == .databaseInCluster)
        #expect(error?.word == "SELECT is not allowed in cluster mode")
    }

    @Test("nodes that send a command back and forth are left in time, with what they said")
    func loop() async throws {
        let (first, second) = (try MovedEverywhere(), try MovedEverywhere())
        first.target.withLock { $0 = second.port }
        second.target.withLock { $0 = first.port }
        let redis = try Connected(port: first.port)
        let error = await #expect(throws: RedisError.self) {
            try await redis.client.run(Self.count, keys: ["n"], arguments: [])
        }
        #expect(error?.code == .redirected)
        #expect(error?.word == "MOVED")
        #expect(error?.mayHaveTakenEffect == false)
        #expect((4...40).contains(first.count + second.count))
    }

    @Test("a node that hangs is asked no more when another has taken over, although it still takes connections")
    func hang() async throws {
        let cluster = try await RedisCluster.start(replicas: 1)
        let slot = Int(RedisSlot(of: "n".utf8).number)
        let hung = try await cluster.owner(ofSlot: slot)
        let redis = try Connected(port: cluster.nodes[(hung + 1) % 3].port)
        _ = try await redis.client.run(Self.count, keys: ["n"], arguments: [])
        cluster.nodes[hung].send(signal: SIGSTOP)
        defer { cluster.nodes[hung].send(signal: SIGCONT) }
        #expect(await redis.failure("INCR", "n", by: .now + .milliseconds(300)) != nil)
        let end = ContinuousClock.now + .seconds(60)
        while true {
            let answer = try? await redis.client.run(
                Self.count, keys: ["n"], arguments: [], deadline: .now + .milliseconds(500))
            if answer != nil { break }
            try #require(ContinuousClock.now < end)
        }
    }
}
