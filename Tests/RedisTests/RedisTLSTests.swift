import Redis
import TestSupport
import Testing

@Suite("RedisClient over TLS")
struct RedisTLSTests {
    private func configuration(_ server: RedisServer, host: String = "localhost", bundle: String?) -> RedisConfiguration
    {
        RedisConfiguration(host: host, port: server.port, isSecure: true, password: "secret", caBundlePath: bundle)
    }

    @Test("5 MB come and go intact, and many callers share the connection")
    func trusted() async throws {
        let files = try await TestCertificate()
        let server = try await RedisServer.start(["--requirepass", "secret"], certificate: files)
        let redis = try Connected(configuration(server, bundle: files.certificate))
        let value = String(repeating: "0123456789", count: 500_000)
        #expect(try await redis.send("SET", "a", value) == .status("OK"))
        #expect(try await redis.send("GET", "a").text == value)
        try await withThrowingTaskGroup { group in
            for number in 0..<500 {
                group.addTask { try await (redis.send("ECHO", "\(number)").text, "\(number)") }
            }
            for try await (answer, expected) in group { #expect(answer == expected) }
        }
    }

    @Test("a certificate that nobody vouches for, or for another name, is refused, and no password is sent")
    func refused() async throws {
        let files = try await TestCertificate()
        let server = try await RedisServer.start(["--requirepass", "secret"], certificate: files)
        let untrusted = try Connected(configuration(server, bundle: nil))
        #expect(await untrusted.failure("PING") == Failure(.tls))
        let misnamed = try Connected(configuration(server, host: "127.0.0.1", bundle: files.certificate))
        #expect(await misnamed.failure("PING") == Failure(.tls))
        let trusted = try Connected(configuration(server, bundle: files.certificate))
        let stats = try await trusted.send("INFO", "commandstats").text ?? ""
        #expect(stats.contains("cmdstat_auth:calls=1,"))
    }

    @Test("TLS to a server without, and none to a server with it, fail within the deadline")
    func mismatch() async throws {
        let plain = try await RedisServer.start()
        let secure = try Connected(configuration(plain, bundle: nil))
        // The server may take the handshake for half a command, and wait for the rest.
        let code = await secure.failure("PING", by: .now + .seconds(1))?.code
        #expect(code == .tls || code == .timeout)
        let files = try await TestCertificate()
        let server = try await RedisServer.start(certificate: files)
        let open = try Connected(port: server.port)
        #expect(await open.failure("INCR", "n", by: .now + .seconds(1)) != nil)
    }
}
