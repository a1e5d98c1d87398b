import Foundation

/// A Redis cluster on loopback: primaries, each with as many replicas, as `redis-server`s of their own.
public final class RedisCluster: Sendable {
    /// The primaries first, then the first replica of each, and so on.
    public let nodes: [RedisServer]
    /// What `redis-cli` needs to be let in.
    private let clientOptions: [String]

    /// - Parameters:
    ///   - options: of every node, as on the command line.
    ///   - clientOptions: as `redis-cli` needs them where nodes ask for a password.
    ///   - certificate: the nodes speak TLS, and nothing else, and announce themselves as `localhost`.
    public static func start(
        primaries: Int = 3, replicas: Int = 0, _ options: [String] = [], clientOptions: [String] = [],
        certificate: TestCertificate? = nil
    ) async throws -> RedisCluster {
        var (options, clientOptions) = (options, clientOptions)
        // So that a fail-over takes a few seconds, and a replica's first copy none.
        options += [
            "--cluster-enabled", "yes", "--cluster-node-timeout", "1000", "--cluster-replica-validity-factor", "0",
        ]
        options += ["--repl-diskless-sync-delay", "0"]
        if let certificate {
            options += ["--tls-cluster", "yes", "--cluster-announce-hostname", "localhost"]
            options += ["--cluster-preferred-endpoint-type", "hostname"]
            clientOptions += ["--tls", "--cacert", certificate.certificate, "--sni", "localhost"]
        }
        var nodes: [RedisServer] = []
        for _ in 0..<primaries * (1 + replicas) {
            nodes.append(try await RedisServer.start(options, certificate: certificate, isClusterNode: true))
        }
        let cluster = RedisCluster(nodes, clientOptions)
        try await cluster.join(primaries: primaries)
        return cluster
    }

    private init(_ nodes: [RedisServer], _ clientOptions: [String]) {
        (self.nodes, self.clientOptions) = (nodes, clientOptions)
    }

    private func join(primaries: Int) async throws {
        for (number, node) in nodes.enumerated() {
            try await command(number, "CLUSTER", "SET-CONFIG-EPOCH", "\(number + 1)")
            if number < primaries {
                let (first, last) = (number * 16_384 / primaries, (number + 1) * 16_384 / primaries - 1)
                try await command(number, "CLUSTER", "ADDSLOTSRANGE", "\(first)", "\(last)")
            }
            if number > 0 {
                try await command(0, "CLUSTER", "MEET", "127.0.0.1", "\(node.port)", "\(node.busPort)")
            }
        }
        for number in nodes.indices {
            try await wait {
                try await command(number, "CLUSTER", "INFO").contains("cluster_known_nodes:\(nodes.count)")
            }
        }
        for number in nodes.indices.dropFirst(primaries) {
            let primary = try await id(number % primaries)
            try await wait { try await command(number, "CLUSTER", "REPLICATE", primary) == "OK" }
            try await wait {
                try await command(number, "INFO", "replication").contains("master_link_status:up")
            }
        }
        try await waitUntilAgreed(on: nodes.indices.map { $0 })
    }

    /// Until the nodes say that all is well, and show the same primaries with the same slots.
    public func waitUntilAgreed(on numbers: [Int]) async throws {
        try await wait {
            var views: Set<[String]> = []
            for number in numbers {
                guard try await command(number, "CLUSTER", "INFO").contains("cluster_state:ok") else { return false }
                let lines = try await command(number, "CLUSTER", "NODES").split(separator: "\n")
                // An id, an address, flags, the primary's id, three numbers, "connected", slots.
                views.insert(
                    lines.map { $0.split(separator: " ") }
                        .filter { $0.count > 8 && !$0[2].contains("fail") }
                        .map { $0[0] + " " + $0[8...].filter { !$0.contains("[") }.joined(separator: " ") }.sorted())
            }
            return views.count == 1
        }
    }

    /// What a node answers, as `redis-cli` prints it.
    @discardableResult
    public func command(_ number: Int, _ words: String...) async throws -> String {
        try await command(number, words)
    }

    public func command(_ number: Int, _ words: [String]) async throws -> String {
        let host = clientOptions.contains("--tls") ? "localhost" : "127.0.0.1"
        let text = try await ChildProcess.run(
            "/usr/bin/env",
            ["redis-cli", "--no-auth-warning", "-h", host, "-p", "\(nodes[number].port)"] + clientOptions + words)
        return text.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    public func id(_ number: Int) async throws -> String { try await command(number, "CLUSTER", "MYID") }

    /// The number of the node that has a slot, of those that are up.
    public func owner(ofSlot slot: Int) async throws -> Int {
        for number in nodes.indices {
            guard let answer = try? await command(number, "CLUSTER", "NODES") else { continue }
            for line in answer.split(separator: "\n") where line.contains("myself,master") {
                for range in line.split(separator: " ").dropFirst(8) {
                    let ends = range.split(separator: "-").compactMap { Int($0) }
                    if let first = ends.first, let last = ends.last, (first...last).contains(slot) { return number }
                }
            }
        }
        throw ChildProcess.Failure(description: "no node has slot \(slot)")
    }

    // MARK: Moving a slot

    /// From here on `source` sends what it has no key of to `target`.
    public func beginMove(ofSlot slot: Int, from source: Int, to target: Int) async throws {
        try await command(target, "CLUSTER", "SETSLOT", "\(slot)", "IMPORTING", try await id(source))
        try await command(source, "CLUSTER", "SETSLOT", "\(slot)", "MIGRATING", try await id(target))
    }

    /// Moves one key, which has to be there.
    public func move(key: String, from source: Int, to target: Int) async throws {
        let answer = try await command(
            source, "MIGRATE", "127.0.0.1", "\(nodes[target].port)", key, "0", "5000")
        guard answer == "OK" else { throw ChildProcess.Failure(description: "\(key) was not moved: \(answer)") }
    }

    /// Moves the keys that are left, one at a time, and hands the slot over.
    public func endMove(ofSlot slot: Int, from source: Int, to target: Int) async throws {
        while true {
            let keys = try await command(source, "CLUSTER", "GETKEYSINSLOT", "\(slot)", "1")
            if keys.isEmpty { break }
            // It may expire, or be deleted, meanwhile.
            try await command(source, "MIGRATE", "127.0.0.1", "\(nodes[target].port)", keys, "0", "5000")
        }
        let id = try await id(target)
        for number in [target, source] { try await command(number, "CLUSTER", "SETSLOT", "\(slot)", "NODE", id) }
    }

    private func wait(until condition: () async throws -> Bool) async throws {
        let end = ContinuousClock.now + .seconds(60)
        while try await !condition() {
            guard ContinuousClock.now < end else {
                throw ChildProcess.Failure(description: "the cluster did not come to what was waited for")
            }
            try await Task.sleep(for: .milliseconds(20))
        }
    }
}
