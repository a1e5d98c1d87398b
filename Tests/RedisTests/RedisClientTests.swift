import HTTPTransport
import Redis
import TestSupport
import Testing

@Suite("RedisClient")
struct RedisClientTests {
    @Test("values of every kind come back as they went, with any bytes in them")
    func kinds() async throws {
        let server = try await RedisServer.start()
        let redis = try Connected(port: server.port)
        let binary = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ $0 >> 8) }
        let set = RedisCommand(arguments: [Array("SET".utf8), [0, 255, 13, 10], binary], isIdempotent: true)
        #expect(try await redis.client.send(set) == .status("OK"))
        let get = RedisCommand(arguments: [Array("GET".utf8), [0, 255, 13, 10]], isIdempotent: true)
        #expect(try await redis.client.send(get) == .bytes(binary))
        #expect(try await redis.send("GET", "nothing") == .null)
        #expect(try await redis.send("RPUSH", "list", "a", "", "é") == 3)
        #expect(try await redis.send("LRANGE", "list", "0", "-1") == ["a", "", "é"])
        #expect(try await redis.send("LRANGE", "nothing", "0", "-1") == [])
        #expect(
            try await redis.send("EVAL", "return {1, {redis.error_reply('E x'), false}}", "0") == [
                1, [.error("E x"), .null],
            ])
    }

    @Test("10 MB go and come intact")
    func large() async throws {
        let server = try await RedisServer.start()
        let redis = try Connected(port: server.port)
        let value = String(repeating: "0123456789", count: 1_000_000)
        #expect(try await redis.send("SET", "a", value) == .status("OK"))
        #expect(try await redis.send("GET", "a").text == value)
    }

    @Test("many callers share one connection, and each gets its own answer")
    func pipelining() async throws {
        let server = try await RedisServer.start()
        let redis = try Connected(port: server.port)
        try await withThrowingTaskGroup { group in
            for number in 0..<2_000 {
                group.addTask { try await (redis.send("ECHO", "\(number)").text, "\(number)") }
            }
            for try await (answer, expected) in group { #expect(answer == expected) }
        }
        let clients = try await redis.send("CLIENT", "LIST").text
        #expect(clients?.split(separator: "\n").count == 1)
    }

    @Test("callers on the loop, too, share it, and no thread is switched")
    func onLoop() async throws {
        let server = try await RedisServer.start()
        let redis = try Connected(port: server.port)
        let loop = redis.loop
        let answers = try await Task(executorPreference: loop) {
            try await withThrowingTaskGroup { group in
                for number in 0..<500 {
                    group.addTask {
                        let answer = try await redis.send("ECHO", "\(number)")
                        return loop.isOnLoop && answer.text == "\(number)"
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
        }.value
        #expect(answers == Array(repeating: true, count: 500))
    }

    @Test("commands run in the database of the configuration, the first ones too")
    func database() async throws {
        let server = try await RedisServer.start()
        let third = try Connected(port: server.port) { $0.database = 3 }
        async let first = third.send("SET", "a", "3")
        async let second = third.send("SET", "b", "3")
        let answers = try await [first, second]
        #expect(answers == [.status("OK"), .status("OK")])
        let zeroth = try Connected(port: server.port)
        #expect(try await zeroth.send("DBSIZE") == 0)
        let beyond = try Connected(port: server.port) { $0.database = 16 }
        #expect(await beyond.failure("SET", "a", "16") == Failure(.server("ERR")))
        #expect(try await zeroth.send("DBSIZE") == 0)
    }

    @Test("a password, or a user with one, opens the server")
    func accounts() async throws {
        let server = try await RedisServer.start([
            "--requirepass", "gehe im", "--user", "app", "on", ">p@ss", "~session:*", "+get", "+set",
        ])
        let byPassword = try Connected(port: server.port) { $0.password = "gehe im" }
        #expect(try await byPassword.send("SET", "session:a", "1") == .status("OK"))
        let user = try Connected(RedisConfiguration(url: "redis://app:p%40ss@127.0.0.1:\(server.port)"))
        #expect(try await user.send("GET", "session:a") == "1")
        #expect(await user.failure("GET", "other") == Failure(.permission))
        #expect(await user.failure("FLUSHALL") == Failure(.permission))
        #expect(try await user.send("GET", "session:a") == "1")
    }

    @Test("a script goes over the wire once, and again when the server has forgotten it")
    func scripts() async throws {
        let server = try await RedisServer.start()
        let redis = try Connected(port: server.port)
        let script = RedisScript("return {KEYS[1], ARGV[1], redis.call('INCR', KEYS[1])}", isIdempotent: false)
        for round in 1...3 {
            if round == 3 { _ = try await redis.send("SCRIPT", "FLUSH") }
            let answer = try await redis.client.run(script, keys: ["n"], arguments: [[0, 1]])
            #expect(answer == ["n", .bytes([0, 1]), .integer(Int64(round))])
        }
        let calls = try await redis.send("INFO", "commandstats").text ?? ""
        #expect(calls.contains("cmdstat_eval:calls=2,"))
        #expect(calls.contains("cmdstat_evalsha:calls=3,"))
    }

    @Test("a released client closes its connection")
    func released() async throws {
        let server = try await RedisServer.start()
        let watching = try Connected(port: server.port)
        let loop = try CurlEventLoop()
        loop.start()
        do {
            let client = RedisClient(RedisConfiguration(host: "127.0.0.1", port: server.port), loop: loop)
            _ = try await client.send(RedisCommand("PING", isIdempotent: true))
            #expect(try await watching.send("CLIENT", "LIST").text?.split(separator: "\n").count == 2)
        }
        try await wait { try await watching.send("CLIENT", "LIST").text?.split(separator: "\n").count == 1 }
    }

    @Test("redis-py reads what the client wrote, and writes what it reads")
    func secondOpinion() async throws {
        let server = try await RedisServer.start()
        let redis = try Connected(port: server.port)
        let value = Array(0...255) as [UInt8]
        _ = try await redis.client.send(
            RedisCommand(arguments: [Array("SET".utf8), value, value], isIdempotent: true))
        let script = """
            import sys, redis
            client = redis.Redis(port=int(sys.argv[1]))
            every = bytes(range(256))
            assert client.get(every) == every, client.keys()
            client.rpush("back", every, "", "é\\r\\n", 12)
            print("agreed")
            """
        #expect(try await Python.run(script, ["\(server.port)"]) == "agreed\n")
        #expect(try await redis.send("LRANGE", "back", "0", "-1") == [.bytes(value), "", "é\r\n", "12"])
    }
}
