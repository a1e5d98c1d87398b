import Foundation
import Redis
import TestSupport
import Testing
import WireFormats

@testable import ContextMemory

@Suite("Context store on a Redis cluster", .serialized)
struct RedisContextClusterTests {
    private let start = Timestamp(seconds: 1_700_000_000)
    private static let hostileIDs = [
        "{", "}", "{}", "}{", "{a}b", "a}b", "a{b}c}", "{}{a}", "}}", "{{a}}", "{é}", "e\u{301}}", "user/amelia/{desk}",
    ]

    private func message(_ number: Int) -> ContextMessage {
        ContextMessage(id: "m\(number)", role: "user", text: "text \(number)", timestamp: start)
    }

    @Test("sessions of every id are kept, in every operation, and found by another process")
    func hostileIDs() async throws {
        let redis = try await RedisClusterUnderTest(shared: false)
        for id in Self.hostileIDs {
            // Each begins without knowing that it is a cluster.
            let store = try redis.store()
            #expect(try await store.session(id, messages: nil) == nil)
            #expect(try await store.createSession(id, at: start))
            for number in 1...3 {
                #expect(try await store.append(message(number), to: id) == .appended(number: number))
            }
            #expect(try await store.append(message(2), to: id) == .repeated(number: 2))
            #expect(try await store.updateSummary("x", through: 2, of: id, at: start) == .updated)
        }
        let other = try redis.store()
        for id in Self.hostileIDs {
            let session = try await other.session(id, messages: nil)
            #expect(session?.messages == [message(1), message(2), message(3)])
            #expect(session?.summary?.text == "x")
            #expect(try await other.deleteSession(id))
            #expect(try await other.session(id, messages: nil) == nil)
        }
        for number in 0..<3 { #expect(try await redis.cluster.command(number, "DBSIZE") == "0") }
    }

    @Test("on a single server, sessions of every id are where they have always been")
    func singleServer() async throws {
        let redis = try await RedisUnderTest()
        for id in Self.hostileIDs {
            _ = try await redis.store.createSession(id, at: start)
            _ = try await redis.store.append(message(1), to: id)
            // As every version has written it.
            #expect(try await redis.send("LLEN", "{session:\(id)}:messages") == 1)
            #expect(try await redis.send("HGET", "{session:\(id)}:numbers", "m1") == "1")
        }
        #expect(try await redis.send("DBSIZE") == .integer(Int64(Self.hostileIDs.count * 3)))
    }

    @Test("a session of the original is converted in a cluster too, whatever its id")
    func conversion() async throws {
        let redis = try await RedisClusterUnderTest(shared: false)
        let original = """
            {"messages": [{"role": "user", "text": "Hi", "timestamp": "2024-05-01T10:00:00"}], "summary": "",
             "created_at": "2024-05-01T09:59:59", "last_updated": "2024-05-01T10:00:00"}
            """
        for id in Self.hostileIDs + ["old"] {
            try await redis.send("SET", "session:\(id)", original)
            let store = try redis.store()
            #expect(try await store.session(id, messages: nil)?.messages.map(\.text) == ["Hi"])
            #expect(try await store.append(message(2), to: id) == .appended(number: 2))
            #expect(try await store.session(id, messages: nil)?.messages.map(\.text) == ["Hi", "text 2"])
        }
    }

    @Test("while a session's slot moves, with writers at it, each message is stored once, in order")
    func moving() async throws {
        let redis = try await RedisClusterUnderTest(shared: false)
        let cluster = redis.cluster
        let (id, new) = ("moving}", "session:made}")
        let slot = Int(RedisSlot(of: "session:\(id)".utf8).number)
        let source = try await cluster.owner(ofSlot: slot)
        let target = (source + 1) % 3
        let store = try redis.store()
        _ = try await store.createSession(id, at: start)
        let writers = (0..<3).map { writer in
            Task {
                for number in 0..<100 {
                    let message = ContextMessage(
                        id: "\(writer)-\(number)", role: "user", text: "text", timestamp: start)
                    // As a client does that heard of no outcome.
                    while true {
                        do throws(ContextStoreError) {
                            _ = try await store.append(message, to: id)
                            break
                        } catch {
                            guard case .unavailable = error.code else { throw error }
                        }
                    }
                    try await Task.sleep(for: .milliseconds(2))
                }
            }
        }
        // Half-moved for a while: what a session has is in both places.
        for (from, to) in [(source, target), (target, source)] {
            try await cluster.beginMove(ofSlot: slot, from: from, to: to)
            if try await cluster.command(from, "EXISTS", "session:\(id)") == "1" {
                try await cluster.move(key: "session:\(id)", from: from, to: to)
            }
            try await Task.sleep(for: .milliseconds(100))
            try await cluster.endMove(ofSlot: slot, from: from, to: to)
        }
        for writer in writers { try await writer.value }
        let stored = try await store.session(id, messages: nil)
        #expect(stored?.lastNumber == 300)
        #expect(stored?.messages.count == 300)
        let ids = stored?.messages.map(\.id) ?? []
        for writer in 0..<3 {
            #expect(ids.filter { $0.utf8.starts(with: "\(writer)-".utf8) } == (0..<100).map { "\(writer)-\($0)" })
        }
        // And a session can be made afterwards where nothing was.
        #expect(try await store.createSession(new, at: start))
    }

    @Test("a session of the original is not lost when its slot moves while it is converted")
    func conversionWhileMoving() async throws {
        let redis = try await RedisClusterUnderTest(shared: false)
        let (cluster, keys) = (redis.cluster, RedisContextKeys("old"))
        let slot = Int(RedisSlot(of: keys.session.utf8).number)
        let source = try await cluster.owner(ofSlot: slot)
        // All three are there: the leftovers of an evicted session.
        try await redis.send("SET", keys.session, "original")
        try await redis.send("RPUSH", keys.messages, "left over")
        try await redis.send("HSET", keys.numbers, "left", "1")
        try await cluster.beginMove(ofSlot: slot, from: source, to: (source + 1) % 3)
        let arguments = [Self.sha1OfOriginal, "t", "t", "", "100"].map { Array($0.utf8) }
        let error = await #expect(throws: RedisError.self) {
            try await redis.client.run(
                RedisContextScripts.convert, keys: keys.all, arguments: arguments, deadline: .now + .seconds(2))
        }
        // The second, when the last attempt was not answered in time.
        #expect(error?.code == .slotMoving || error?.code == .timeout)
        #expect(try await redis.send("GET", keys.session) == "original")
    }

    /// Of `original`.
    private static let sha1OfOriginal = "d73ef92426f2b11dfc4aed4d4bfc41c49ee1087c"

    @Test("a fail-over is survived; what was acknowledged and replicated is there once")
    func failover() async throws {
        let redis = try await RedisClusterUnderTest(replicas: 1)
        let cluster = redis.cluster
        let store = try redis.store { $0.commandTimeout = .seconds(30) }
        let ids = (0..<12).map { "\($0)" }
        for id in ids {
            _ = try await store.createSession(id, at: start)
            _ = try await store.append(message(1), to: id)
        }
        for number in 0..<3 { try await cluster.command(number, "WAIT", "1", "10000") }
        try await cluster.nodes[1].kill()
        let end = ContinuousClock.now + .seconds(60)
        for id in ids {
            while true {
                do throws(ContextStoreError) {
                    _ = try await store.append(message(2), to: id)
                    break
                } catch {
                    guard case .unavailable = error.code else { throw error }
                    try #require(ContinuousClock.now < end)
                }
            }
            #expect(try await store.session(id, messages: nil)?.messages == [message(1), message(2)])
        }
    }

    @Test("the commands and keys that the README names are enough")
    func permissions() async throws {
        let redis = try await RedisClusterUnderTest(shared: false)
        let readme = try String(contentsOfFile: PackageRoot.path + "/README.md", encoding: .utf8)
        let rule = try #require(readme.firstMatch(of: #/ACL SETUSER colloquy on >PASSWORD ([^`\n]+)/#)?.1)
        let words = ["ACL", "SETUSER", "colloquy", "on", ">secret"] + rule.split(separator: " ").map(String.init)
        for number in 0..<3 {
            #expect(try await redis.cluster.command(number, words) == "OK")
        }
        let single = try await RedisUnderTest()
        let acl = RedisCommand(arguments: words.map { Array($0.utf8) }, isIdempotent: true)
        #expect(try await single.client.send(acl) == .status("OK"))
        for store in [
            try redis.store { ($0.user, $0.password) = ("colloquy", "secret") },
            try single.store { ($0.user, $0.password) = ("colloquy", "secret") },
        ] {
            try await store.checkReadiness()
            for id in Self.hostileIDs {
                #expect(try await store.createSession(id, at: start))
                #expect(try await store.append(message(1), to: id) == .appended(number: 1))
                #expect(try await store.updateSummary("x", through: 1, of: id, at: start) == .updated)
                #expect(try await store.session(id, messages: nil)?.messages == [message(1)])
                #expect(try await store.deleteSession(id))
            }
            try await redis.send("SET", "session:old", Self.original)
            try await single.send("SET", "session:old", Self.original)
            #expect(try await store.append(message(1), to: "old") == .appended(number: 1))
        }
        #expect(redis.client.slots.count == 3)
    }

    private static let original =
        #"{"messages":[],"summary":"","created_at":"2024-05-01T09:59:59","last_updated":"2024-05-01T10:00:00"}"#

    @Test("readiness asks every node that has keys, leaves nothing, and tells what is refused")
    func readiness() async throws {
        let redis = try await RedisClusterUnderTest(shared: false)
        let store = try redis.store()
        try await store.checkReadiness()
        for number in 0..<3 {
            #expect(try await redis.cluster.command(number, "DBSIZE") == "0")
            let calls = try await redis.cluster.command(number, "INFO", "commandstats")
            #expect(calls.contains("cmdstat_rpush:"))
        }
        for number in 0..<3 {
            try await redis.cluster.command(number, "CONFIG", "SET", "maxmemory", "1")
            let error = await #expect(throws: RedisError.self) { try await store.checkReadiness() }
            #expect(error?.word == "OOM")
            try await redis.cluster.command(number, "CONFIG", "SET", "maxmemory", "0")
        }
        try await store.checkReadiness()
    }

    @Test("readiness leaves nothing when a command is refused in the middle, and a session that has its keys alone")
    func refusedReadiness() async throws {
        let redis = try await RedisUnderTest()
        for command in ["set", "del", "hset", "lpop", "hdel", "expire"] {
            try await redis.send("ACL", "SETUSER", command, "on", ">secret", "~*", "+@all", "-\(command)")
            let store = try redis.store { ($0.user, $0.password) = (command, "secret") }
            let error = await #expect(throws: RedisError.self) { try await store.checkReadiness() }
            #expect(error?.code == .permission)
            while try await redis.send("DBSIZE") != 0 { try await Task.sleep(for: .milliseconds(1)) }
        }
        let id = RedisSlot.first.text(beginning: "session:/ready/").dropFirst("session:".count)
        _ = try await redis.store.createSession(String(id), at: start)
        try await redis.store.checkReadiness()
        #expect(try await redis.store.session(String(id), messages: nil) != nil)
    }
}
