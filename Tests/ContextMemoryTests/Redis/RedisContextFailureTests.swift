import ContextMemory
import Foundation
import HTTPTransport
import Redis
import TestSupport
import Testing
import WireFormats

@Suite("Context store on Redis when things go wrong")
struct RedisContextFailureTests {
    private let start = Timestamp(seconds: 1_700_000_000)

    private func message(_ number: Int) -> ContextMessage {
        ContextMessage(id: "m\(number)", role: "user", text: "text \(number)", timestamp: start)
    }

    /// What each operation on the session `s` fails with, and `nil` for one that does not.
    private func codes(_ store: RedisContextStore) async -> [ContextStoreError.Code?] {
        var codes: [ContextStoreError.Code?] = []
        for work in [
            { _ = try await store.createSession("t", at: start) },
            { _ = try await store.append(message(2), to: "s") },
            { _ = try await store.updateSummary("x", through: nil, of: "s", at: start) },
            { _ = try await store.deleteSession("s") },
            { _ = try await store.session("s", messages: nil) },
        ] as [() async throws -> Void] {
            do {
                try await work()
                codes.append(nil)
            } catch {
                codes.append((error as? ContextStoreError)?.code)
            }
        }
        return codes
    }

    private let unavailable = ContextStoreError.Code.unavailable(mayHaveWritten: false)

    @Test("over TLS all works; a certificate that nobody vouches for, or for another name, is refused")
    func certificate() async throws {
        let files = try await TestCertificate()
        let redis = try await RedisUnderTest(certificate: files)
        #expect(try await redis.store.createSession("s", at: start))
        #expect(try await redis.store.append(message(1), to: "s") == .appended(number: 1))
        let before = try await redis.store.session("s", messages: nil)
        #expect(before?.messages == [message(1)])
        let untrusted = try redis.store { ($0.host, $0.isSecure) = ("localhost", true) }
        let misnamed = try redis.store { ($0.isSecure, $0.caBundlePath) = (true, files.certificate) }
        for store in [untrusted, misnamed] {
            #expect(await codes(store) == Array(repeating: unavailable, count: 5))
        }
        #expect(try await redis.store.session("s", messages: nil) == before)
    }

    @Test("a wrong password, or a user who may not, is denied, and the password not told")
    func password() async throws {
        let redis = try await RedisUnderTest()
        _ = try await redis.store.createSession("s", at: start)
        try await redis.send("ACL", "SETUSER", "reader", "on", ">right", "~*", "+get")
        for (user, password) in [("reader", "hunter2"), ("nobody", "hunter2"), ("reader", "right")] {
            let store = try redis.store { ($0.user, $0.password) = (user, password) }
            #expect(await codes(store) == Array(repeating: .denied, count: 5))
            let error = await #expect(throws: ContextStoreError.self) { try await store.session("s", messages: nil) }
            #expect(error?.message.contains("hunter2") == false)
        }
        #expect(try await redis.send("DBSIZE") == 1)
    }

    @Test("a replica reads, and refuses to write")
    func replica() async throws {
        let primary = try await RedisUnderTest()
        _ = try await primary.store.createSession("s", at: start)
        _ = try await primary.store.append(message(1), to: "s")
        let replica = try await RedisUnderTest(["--replicaof", "127.0.0.1", "\(primary.server.port)"])
        while try await replica.send("EXISTS", "session:s") == 0 { try await Task.sleep(for: .milliseconds(1)) }
        #expect(await codes(replica.store) == Array(repeating: unavailable, count: 4) + [nil])
        let there = try await primary.store.session("s", messages: nil)
        #expect(there?.messages == [message(1)] && there?.summary == nil)
        #expect(try await primary.send("EXISTS", "session:t") == 0)
    }

    @Test("a connection that is cut before the answer is told; repeated, the message is there once")
    func cut() async throws {
        let redis = try await RedisUnderTest()
        _ = try await redis.store.createSession("s", at: start)
        let silent = try ScriptedServer { connection in _ = try connection.read() }
        let cut = try redis.store { ($0.port, $0.commandTimeout) = (silent.port, .seconds(60)) }
        let codes = await codes(cut)
        #expect(codes == Array(repeating: .unavailable(mayHaveWritten: true), count: 5))
        // Cut at some moment of the append: the message is stored or not, and never half.
        for _ in 0..<5 {
            let writing = Task { try await redis.store.append(message(1), to: "s") }
            try await redis.send("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "no")
            _ = await writing.result
        }
        let outcome = try await redis.store.append(message(1), to: "s")
        #expect([.appended(number: 1), .repeated(number: 1)].contains(outcome))
        #expect(try await redis.store.session("s", messages: nil)?.messages == [message(1)])
        #expect(try await redis.send("HLEN", "{session:s}:numbers") == 1)
    }

    @Test("while another script keeps the server, every operation ends within its deadline, and has written nothing")
    func slowScript() async throws {
        let redis = try await RedisUnderTest(["--busy-reply-threshold", "20"])
        _ = try await redis.store.createSession("s", at: start)
        _ = try await redis.store.append(message(1), to: "s")
        let before = try await redis.store.session("s", messages: nil)
        let busy = try redis.store { _ in }
        let blocking = RedisClient(RedisConfiguration(host: "127.0.0.1", port: redis.server.port), loop: redis.loop)
        let forever = Task {
            let words = ["EVAL", "while true do end", "0"].map { Array($0.utf8) }
            _ = try? await blocking.send(RedisCommand(arguments: words, isIdempotent: false))
        }
        let watching = RedisClient(RedisConfiguration(host: "127.0.0.1", port: redis.server.port), loop: redis.loop)
        func isBusy() async -> Bool {
            do throws(RedisError) {
                _ = try await watching.send(RedisCommand(arguments: [Array("PING".utf8)], isIdempotent: false))
                return false
            } catch {
                return error.code == .busyScript
            }
        }
        let patience = ContinuousClock.now + .seconds(60)
        while await !isBusy() {
            try #require(ContinuousClock.now < patience)
            try await Task.sleep(for: .milliseconds(1))
        }
        #expect(await codes(busy) == Array(repeating: unavailable, count: 5))
        let kill = ["SCRIPT", "KILL"].map { Array($0.utf8) }
        _ = try await watching.send(RedisCommand(arguments: kill, isIdempotent: false))
        await forever.value
        #expect(try await busy.session("s", messages: nil) == before)
        #expect(try await redis.send("EXISTS", "session:t") == 0)
    }

    @Test("a server that hangs is left at the invocation's deadline")
    func hang() async throws {
        let redis = try await RedisUnderTest()
        _ = try await redis.store.createSession("s", at: start)
        redis.server.send(signal: SIGSTOP)
        defer { redis.server.send(signal: SIGCONT) }
        let error = await InvocationScope.$deadline.withValue(.now + .milliseconds(200)) {
            await #expect(throws: ContextStoreError.self) { try await redis.store.append(message(1), to: "s") }
        }
        #expect(error?.code == .unavailable(mayHaveWritten: true))
    }
}
