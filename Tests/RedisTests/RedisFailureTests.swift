import Foundation
import HTTPTransport
import Redis
import TestSupport
import Testing

@Suite("RedisClient when things go wrong")
struct RedisFailureTests {
    @Test("a wrong, missing or unneeded password is told, and never shown")
    func passwords() async throws {
        let server = try await RedisServer.start(["--requirepass", "right"])
        for user in [nil, "nobody"] {
            let redis = try Connected(port: server.port) { ($0.user, $0.password) = (user, "hunter2") }
            let error = await #expect(throws: RedisError.self) { try await redis.send("SET", "a", "1") }
            #expect(error?.code == .authentication)
            #expect(error?.description.contains("hunter2") == false)
        }
        let without = try Connected(port: server.port)
        #expect(await without.failure("SET", "a", "1") == Failure(.authentication))
        let open = try await RedisServer.start()
        let unneeded = try Connected(port: open.port) { $0.password = "hunter2" }
        #expect(await unneeded.failure("SET", "a", "1") == Failure(.authentication))
    }

    @Test("a full server refuses to write, and still reads")
    func full() async throws {
        let server = try await RedisServer.start(["--maxmemory-policy", "noeviction"])
        let redis = try Connected(port: server.port)
        _ = try await redis.send("SET", "a", "1")
        _ = try await redis.send("CONFIG", "SET", "maxmemory", "1")
        #expect(await redis.failure("SET", "b", "1") == Failure(.outOfMemory))
        let script = RedisScript("return redis.call('RPUSH', KEYS[1], 'x')", isIdempotent: false)
        let error = await #expect(throws: RedisError.self) {
            try await redis.client.run(script, keys: ["l"], arguments: [])
        }
        #expect(error?.code == .outOfMemory)
        #expect(try await redis.send("GET", "a") == "1")
        #expect(try await redis.send("EXISTS", "b", "l") == 0)
    }

    @Test("a replica refuses to write, and each attempt asks on a new connection who leads now")
    func replica() async throws {
        let primary = try await RedisServer.start()
        let replica = try await RedisServer.start(["--replicaof", "127.0.0.1", "\(primary.port)"])
        let watching = try Connected(port: replica.port)
        try await wait {
            try await watching.send("INFO", "replication").text?.contains("master_link_status:up") == true
        }
        func connectionCount() async throws -> Int? {
            let stats = try await watching.send("INFO", "stats").text ?? ""
            return stats.firstMatch(of: #/total_connections_received:(\d+)/#).flatMap { Int($0.1) }
        }
        let before = try #require(try await connectionCount())
        let redis = try Connected(port: replica.port)
        #expect(await redis.failure("SET", "a", "1") == Failure(.readOnlyReplica))
        #expect(try await connectionCount() == before + 3)
        #expect(try await redis.send("GET", "a") == .null)
        _ = try await redis.send("REPLICAOF", "NO", "ONE")
        #expect(try await redis.send("SET", "a", "1") == .status("OK"))
    }

    @Test("a script that keeps the server busy ends no caller later than its deadline, and is told as such")
    func busy() async throws {
        let server = try await RedisServer.start(["--busy-reply-threshold", "20"])
        let redis = try Connected(port: server.port)
        #expect(await redis.failure("EVAL", "while true do end", "0", by: .now + .milliseconds(500))?.code == .timeout)
        // On a new connection: the one that waits for the script would be answered after it.
        #expect(await redis.failure("SET", "a", "1", by: .now + .seconds(2)) == Failure(.busyScript))
        #expect(try await redis.send("SCRIPT", "KILL") == .status("OK"))
        try await wait { await redis.failure("PING") == nil }
        #expect(try await redis.send("GET", "a") == .null)
    }

    @Test("a server that hangs is left at the deadline, for a new connection")
    func hang() async throws {
        let server = try await RedisServer.start()
        let redis = try Connected(port: server.port)
        _ = try await redis.send("PING")
        server.send(signal: SIGSTOP)
        let deadline = ContinuousClock.now + .milliseconds(500)
        let failures = await withTaskGroup { group in
            for _ in 0..<10 {
                group.addTask { await redis.failure("INCR", "n", by: deadline)?.code }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(failures == Array(repeating: RedisError.Code.timeout, count: 10))
        server.send(signal: SIGCONT)
        #expect(try await redis.send("ECHO", "on") == "on")
    }

    @Test("a server that is killed is told; commands go on once it is back, with all it had acknowledged")
    func killed() async throws {
        let server = try await RedisServer.start(["--appendonly", "yes", "--appendfsync", "always"])
        let redis = try Connected(port: server.port)
        for _ in 0..<100 { _ = try await redis.send("INCR", "n") }
        let waiting = Task { await redis.failure("BLPOP", "queue", "0") }
        let other = try Connected(port: server.port)
        try await wait { try await other.hasBlockedClient() }
        try await server.kill()
        #expect(await waiting.value == Failure(.connectionLost, mayHaveTakenEffect: true))
        #expect(await redis.failure("INCR", "n") == Failure(.connect))
        try await server.restart()
        #expect(try await redis.send("INCR", "n") == 101)
    }

    @Test("a connection that ends within an answer is told; only what is idempotent is sent again")
    func cut() async throws {
        let server = try ScriptedServer { connection in
            _ = try connection.read()
            try connection.write(connection.number.isMultiple(of: 2) ? "$10\r\nabc" : "$3\r\nabc\r\n")
            if !connection.number.isMultiple(of: 2) { _ = connection.waitForEnd() }
        }
        let redis = try Connected(port: server.port)
        #expect(await redis.failure("INCR", "n") == Failure(.connectionLost, mayHaveTakenEffect: true))
        #expect(server.connectionCount == 1)
        let again = try ScriptedServer { connection in
            _ = try connection.read()
            try connection.write(connection.number == 0 ? "$10\r\nabc" : "$3\r\nabc\r\n")
            if connection.number > 0 { _ = connection.waitForEnd() }
        }
        let other = try Connected(port: again.port)
        #expect(try await other.send("GET", "n", isIdempotent: true) == "abc")
        #expect(again.connectionCount == 2)
    }

    @Test("what is not Redis's protocol ends the connection")
    func protocolViolation() async throws {
        let server = try ScriptedServer { connection in
            _ = try connection.read()
            try connection.write("HTTP/1.1 400 Bad Request\r\n\r\n")
            _ = connection.waitForEnd()
        }
        let redis = try Connected(port: server.port)
        #expect(await redis.failure("GET", "a") == Failure(.protocol, mayHaveTakenEffect: true))
        try await wait { server.openConnectionCount == 0 }
    }

    @Test("an answer longer than allowed ends the connection")
    func tooLong() async throws {
        let server = try await RedisServer.start()
        let redis = try Connected(port: server.port) { $0.maximumReplySize = 1_000 }
        _ = try await redis.send("SET", "a", String(repeating: "a", count: 2_000))
        #expect(await redis.failure("GET", "a") == Failure(.protocol, mayHaveTakenEffect: true))
        #expect(try await redis.send("PING") == .status("PONG"))
    }

    @Test("a cancelled caller's answer goes to nobody else")
    func cancelled() async throws {
        let server = try await RedisServer.start()
        let redis = try Connected(port: server.port)
        _ = try await redis.send("PING")
        let waiting = Task { await redis.failure("BLPOP", "queue", "0") }
        let other = try Connected(port: server.port)
        try await wait { try await other.hasBlockedClient() }
        let behind = Task { try await redis.send("ECHO", "mine") }
        waiting.cancel()
        #expect(await waiting.value == Failure(.cancelled, mayHaveTakenEffect: true))
        _ = try await other.send("RPUSH", "queue", "for the one that left")
        #expect(try await behind.value == "mine")
        let before = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return await redis.failure("INCR", "n")
        }
        #expect(await before.value == Failure(.cancelled))
        #expect(try await redis.send("GET", "n") == .null)
    }

    @Test("nobody listens, or nobody answers: the deadline holds")
    func unreachable() async throws {
        let refusing = try RefusingPort()
        let refused = try Connected(port: refusing.port)
        #expect(await refused.failure("GET", "a") == Failure(.connect))
        let silent = try SilentPort()
        let unanswered = try Connected(port: silent.port)
        #expect(await unanswered.failure("GET", "a", by: .now + .milliseconds(100)) == Failure(.timeout))
        let patient = try Connected(port: silent.port) { $0.connectTimeout = .milliseconds(50) }
        #expect(await patient.failure("GET", "a") == Failure(.connect))
        let nameless = try Connected(RedisConfiguration(host: "nowhere.invalid"))
        #expect(await nameless.failure("GET", "a") == Failure(.connect))
    }

    @Test("the invocation's deadline bounds a command, and one that is over sends nothing")
    func invocation() async throws {
        let silent = try SilentPort()
        let redis = try Connected(port: silent.port)
        await InvocationScope.$deadline.withValue(.now + .milliseconds(50)) {
            #expect(await redis.failure("GET", "a") == Failure(.timeout))
            #expect(await redis.failure("GET", "a") == Failure(.timeout))
        }
    }

    @Test("a connection that was idle for long, or closed meanwhile, is replaced unseen")
    func idle() async throws {
        let server = try await RedisServer.start()
        let redis = try Connected(port: server.port) { $0.maximumIdleTime = .milliseconds(20) }
        let first = try await redis.send("CLIENT", "ID")
        try await Task.sleep(for: .milliseconds(30))
        #expect(try await redis.send("CLIENT", "ID") != first)
        let patient = try Connected(port: server.port)
        let mine = try await patient.send("CLIENT", "ID")
        guard case .integer(let id) = mine else {
            throw RedisError(code: .protocol, message: "", mayHaveTakenEffect: false)
        }
        let killer = try Connected(port: server.port)
        #expect(try await killer.send("CLIENT", "KILL", "ID", "\(id)") == 1)
        try await Task.sleep(for: .milliseconds(50))
        #expect(try await patient.send("INCR", "n") == 1)
        #expect(try await patient.send("CLIENT", "ID") != mine)
    }

    @Test("a server that takes no more clients is told as one that cannot be reached")
    func tooManyClients() async throws {
        let server = try await RedisServer.start(["--maxclients", "1"])
        let first = try Connected(port: server.port)
        _ = try await first.send("PING")
        let second = try Connected(port: server.port)
        #expect(await second.failure("INCR", "n")?.code == .connect)
        #expect(try await first.send("GET", "n") == .null)
    }

    @Test("a closed client, and a loop that has been shut down, answer so")
    func closed() async throws {
        let server = try await RedisServer.start()
        let redis = try Connected(port: server.port)
        let waiting = Task { await redis.failure("BLPOP", "none", "0") }
        let observer = try Connected(port: server.port)
        try await wait { try await observer.hasBlockedClient() }
        redis.client.close()
        #expect(await waiting.value == Failure(.closed, mayHaveTakenEffect: true))
        #expect(await redis.failure("PING") == Failure(.closed))
        let other = try Connected(port: server.port)
        _ = try await other.send("PING")
        other.loop.shutDown()
        #expect(await other.failure("PING")?.code == .closed)
    }
}
