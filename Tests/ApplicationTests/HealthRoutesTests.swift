import ApplicationTestSupport
import SystemTestSupport
import TestSupport
import Testing
import WireFormats

@Suite("Health and readiness")
struct HealthRoutesTests {
    private func ask(_ application: TestApplication, _ path: String) async throws -> (status: Int?, body: JSON) {
        let answer = try await application.invoke(HTTPFixture.request(method: "GET", path: path))
        #expect(answer["headers"]?["Cache-Control"] == "no-store")
        return (answer["statusCode"]?.int, try JSON(parsing: answer["body"]?.string ?? ""))
    }

    @Test("without signing in, health says what is set up, and asks nobody")
    func health() async throws {
        let application = try TestApplication(["AUTH_MODE": "required", "CURSOR_KEY": "0123456789abcdef"])
        var (status, body) = try await ask(application, "/health")
        #expect(status == 200)
        #expect(body["timestamp"]?.string.flatMap { Timestamp($0) } != nil)
        var members = try #require(body.object)
        members["timestamp"] = nil
        body = .object(members)
        #expect(
            body == [
                "status": "healthy", "service": "colloquy", "version": "2.1.0", "logging": "enabled",
                "openai_service": "not configured", "twilio_service": "not configured",
                "session_service": "configured",
                "systems": [
                    "web_chat": true, "assessments": true, "chat_sessions": true, "context_memory": true,
                    "whatsapp": false,
                ],
            ])
    }

    @Test("ready asks the store and Redis, and tells of the model and Twilio")
    func ready() async throws {
        let server = try await RedisServer.start()
        let application = try TestApplication([
            "AUTH_MODE": "open", "REDIS_URL": "redis://127.0.0.1:\(server.port)", "MODEL_ID": "model",
        ])
        var (status, body) = try await ask(application, "/ready")
        #expect(status == 200)
        #expect(
            body == [
                "status": "ready", "service": "colloquy",
                "checks": [
                    "database": "ok", "redis": "ok", "openai": "configured", "twilio": "not configured",
                ],
            ])
        try await server.kill()
        (status, body) = try await ask(application, "/ready")
        #expect(status == 503)
        #expect(
            body == [
                "status": "not ready", "service": "colloquy",
                "checks": [
                    "database": "ok", "redis": "unreachable", "openai": "configured", "twilio": "not configured",
                ],
            ])
    }

    @Test("ready tells what Redis refuses by its own word, and neither user nor host")
    func refused() async throws {
        let server = try await RedisServer.start([
            "--user", "app", "on", ">secret", "~session:*", "~{session:*", "+@all", "-evalsha", "-eval",
            "--maxmemory-policy", "noeviction",
        ])
        func check(_ url: String) async throws -> (status: Int?, check: JSON?, log: String) {
            let application = try TestApplication(["AUTH_MODE": "open", "REDIS_URL": url])
            let (status, body) = try await ask(application, "/ready")
            return (status, body["checks"]?["redis"], application.log.text)
        }
        let url = "redis://127.0.0.1:\(server.port)"
        #expect(try await check(url).check == "ok")
        let denied = try await check("redis://app:secret@127.0.0.1:\(server.port)")
        #expect(denied.status == 503 && denied.check == "refused: NOPERM")
        #expect(denied.log.contains("NOPERM") && denied.log.contains("evalsha") && !denied.log.contains("secret"))
        let wrong = try await check("redis://app:hunter2@127.0.0.1:\(server.port)")
        #expect(wrong.status == 503 && wrong.check == "refused: WRONGPASS")
        #expect(wrong.log.contains("WRONGPASS") && !wrong.log.contains("hunter2"))
        try await ChildProcess.run(
            "/usr/bin/env", ["redis-cli", "-p", "\(server.port)", "CONFIG", "SET", "maxmemory", "1"])
        let full = try await check(url)
        #expect(full.status == 503 && full.check == "refused: OOM" && full.log.contains("OOM"))
    }

    @Test(
        "ready and the log tell what a server says that takes no commands now",
        arguments: [
            "LOADING Redis is loading", "MISCONF cannot persist", "NOAUTH needed", "CLUSTERDOWN The cluster is down",
        ])
    func busy(refusal: String) async throws {
        let server = try ScriptedServer { connection in
            while true {
                let bytes = try connection.read()
                if bytes.isEmpty { return }
                let commands = bytes.count { $0 == UInt8(ascii: "*") }
                try connection.write(String(repeating: "-\(refusal)\r\n", count: commands))
            }
        }
        let application = try TestApplication([
            "AUTH_MODE": "open", "REDIS_URL": "redis://127.0.0.1:\(server.port)",
        ])
        let (status, body) = try await ask(application, "/ready")
        #expect(status == 503)
        #expect(body["checks"]?["redis"]?.string == "refused: \(refusal.prefix { $0 != " " })")
        #expect(application.log.text.contains(refusal))
    }

    @Test("ready is not ok while writes are refused or redirected to where nobody is, though every PING is answered")
    func unwritable() async throws {
        let primary = try await RedisServer.start()
        let replica = try await RedisServer.start(["--replicaof", "127.0.0.1", "\(primary.port)"])
        let application = try TestApplication([
            "AUTH_MODE": "open", "REDIS_URL": "redis://127.0.0.1:\(replica.port)",
        ])
        while true {
            let (status, body) = try await ask(application, "/ready")
            #expect(status == 503)
            // LOADING and MASTERDOWN come first.
            if body["checks"]?["redis"] == "refused: READONLY" { break }
        }
        let cluster = try await RedisCluster.start()
        let clustered = try TestApplication([
            "AUTH_MODE": "open", "REDIS_URL": "redis://127.0.0.1:\(cluster.nodes[0].port)",
        ])
        #expect(try await ask(clustered, "/ready").status == 200)
        try await cluster.nodes[2].kill()
        #expect(try await ask(clustered, "/ready").status == 503)
        let elsewhere = try ScriptedServer { connection in
            while true {
                let bytes = try connection.read()
                if bytes.isEmpty { return }
                let text = String(decoding: bytes, as: UTF8.self)
                let answer = text.contains("PING") ? "+PONG\r\n" : "-MOVED 1 127.0.0.1:1\r\n"
                try connection.write(String(repeating: answer, count: text.count { $0 == "*" }))
            }
        }
        let moved = try TestApplication([
            "AUTH_MODE": "open", "REDIS_URL": "redis://127.0.0.1:\(elsewhere.port)",
        ])
        let (status, body) = try await ask(moved, "/ready")
        #expect(status == 503 && body["checks"]?["redis"] == "unreachable")
    }

    @Test("ready says that a cluster has no database but 0")
    func database() async throws {
        let cluster = try await RedisCluster.start()
        let application = try TestApplication([
            "AUTH_MODE": "open", "REDIS_URL": "redis://127.0.0.1:\(cluster.nodes[0].port)/1",
        ])
        let (status, body) = try await ask(application, "/ready")
        #expect(status == 503)
        #expect(body["checks"]?["redis"] == "refused: SELECT is not allowed in cluster mode")
        #expect(application.log.text.contains("a cluster has database 0 only"))
    }

    @Test("what is not set up is not waited for, and a store that is gone gives nothing away")
    func unreachable() async throws {
        let plain = try await ask(try TestApplication(), "/ready")
        #expect(plain.status == 200)
        #expect(
            plain.body["checks"] == [
                "database": "ok", "redis": "not configured", "openai": "not configured", "twilio": "not configured",
            ])
        // Nothing listens there.
        let gone = try await ask(
            try TestApplication([
                "AUTH_MODE": "open", "COLLOQUY_STORE": "dynamodb", "CONVERSATIONS_TABLE": "canary",
                "AWS_ENDPOINT_URL_DYNAMODB": "http://127.0.0.1:1",
            ]), "/ready")
        #expect(gone.status == 503)
        #expect(
            gone.body == [
                "status": "not ready", "service": "colloquy",
                "checks": [
                    "database": "unreachable", "redis": "not configured", "openai": "not configured",
                    "twilio": "not configured",
                ],
            ])
        let empty = try await ask(
            try TestApplication(["AUTH_MODE": "open", "COLLOQUY_STORE": "dynamodb"]), "/ready")
        #expect(empty.body["checks"]?["database"] == "not configured")
    }
}
