import ContextMemory
import Foundation
import Redis
import TestSupport
import Testing
import WireFormats

@Suite("Context store on Redis")
struct RedisContextStoreTests {
    private let start = Timestamp(seconds: 1_700_000_000)

    private func message(_ number: Int) -> ContextMessage {
        ContextMessage(id: "m\(number)", role: "user", text: "text \(number)", timestamp: start)
    }

    /// As the original writes it, with Python's `json.dumps`.
    private let original = """
        client.set("session:old", json.dumps({"messages": [
            {"role": "user", "text": "Hi \\U0001F600 \\"you\\"\\n", "timestamp": "2024-05-01T10:00:00.123456"},
            {"role": "assistant", "text": "Grüß dich", "timestamp": "2024-05-01T10:00:01"}],
            "summary": "A greeting", "created_at": "2024-05-01T09:59:59.000001", "last_updated": "2024-05-01T10:00:01"}))
        """

    private func originalMessages() throws -> [ContextMessage] {
        let times = try ["2024-05-01T10:00:00.123456Z", "2024-05-01T10:00:01Z"].map { try #require(Timestamp($0)) }
        return [
            ContextMessage(id: "original-1", role: "user", text: "Hi \u{1F600} \"you\"\n", timestamp: times[0]),
            ContextMessage(id: "original-2", role: "assistant", text: "Grüß dich", timestamp: times[1]),
        ]
    }

    @Test("a session of the original is read as it is, and stays until the first write converts it")
    func conversion() async throws {
        let redis = try await RedisUnderTest()
        _ = try await redis.python(original)
        let messages = try originalMessages()
        let created = try #require(Timestamp("2024-05-01T09:59:59.000001Z"))
        let updated = messages[1].timestamp
        let summary = ContextSummary(text: "A greeting", through: 2, updatedAt: updated)
        var expected = ContextSession(
            createdAt: created, lastUpdated: updated, summary: summary, messages: messages, lastNumber: 2)
        #expect(try await redis.store.session("old", messages: nil) == expected)
        #expect(try await redis.send("TYPE", "session:old") == .status("string"))
        #expect(try await !redis.store.createSession("old", at: start))
        #expect(try await redis.store.append(message(3), to: "old") == .appended(number: 3))
        (expected.messages, expected.lastUpdated, expected.lastNumber) = (messages + [message(3)], start, 3)
        #expect(try await redis.store.session("old", messages: nil) == expected)
        #expect(try await redis.send("TYPE", "session:old") == .status("hash"))
    }

    @Test("redis-py reads what was converted, and what it writes the same way is read")
    func secondOpinion() async throws {
        let redis = try await RedisUnderTest()
        _ = try await redis.python(original)
        _ = try await redis.store.updateSummary("New", through: nil, of: "old", at: start)
        let read = try await redis.python(
            """
            messages = [json.loads(item) for item in client.lrange("{session:old}:messages", 0, -1)]
            print([message["text"] for message in messages], client.hget("session:old", "summary").decode())
            client.rpush("{session:old}:messages", json.dumps(
                {"id": "py", "role": "user", "text": "Olé", "timestamp": "2024-05-01T10:00:02Z"}))
            """)
        #expect(read == "['Hi \u{1F600} \"you\"\\n', 'Grüß dich'] New\n")
        #expect(try await redis.store.session("old", messages: 1)?.messages.map(\.text) == ["Olé"])
    }

    @Test("every key has a time to live, which each write renews")
    func timeToLive() async throws {
        let redis = try await RedisUnderTest(limits: ContextLimits(timeToLive: 100, maximumMessages: 10))
        /// Whether each key lives for the whole time again, give or take seconds; `nil` for one that is not there.
        func renewed() async throws -> [Bool?] {
            var renewed: [Bool?] = []
            for key in ["session:s", "{session:s}:messages", "{session:s}:numbers"] {
                guard case .integer(let seconds) = try await redis.send("TTL", key) else {
                    throw RedisError(code: .protocol, message: "", mayHaveTakenEffect: false)
                }
                renewed.append(seconds == -2 ? nil : (51...100).contains(seconds))
                try await redis.send("EXPIRE", key, "50")
            }
            return renewed
        }
        _ = try await redis.store.createSession("s", at: start)
        #expect(try await renewed() == [true, nil, nil])
        _ = try await redis.store.append(message(1), to: "s")
        #expect(try await renewed() == [true, true, true])
        _ = try await redis.store.updateSummary("x", through: nil, of: "s", at: start)
        #expect(try await renewed() == [true, true, true])
        _ = try await redis.python(original)
        _ = try await redis.store.append(message(1), to: "old")
        let ends = try await redis.python("print(all(0 < client.ttl(key) <= 100 for key in client.keys()))")
        #expect(ends == "True\n")
    }

    @Test("a full memory refuses every write, and no half of one is there; an original is not lost")
    func full() async throws {
        let redis = try await RedisUnderTest()
        _ = try await redis.python(original)
        _ = try await redis.store.createSession("s", at: start)
        _ = try await redis.store.append(message(1), to: "s")
        let before = try await [redis.store.session("s", messages: nil), redis.store.session("old", messages: nil)]
        try await redis.send("CONFIG", "SET", "maxmemory", "1")
        for write in [
            { try await redis.store.append(message(2), to: "s") == .noSession },
            { try await redis.store.append(message(2), to: "old") == .noSession },
            { try await redis.store.updateSummary("x", through: nil, of: "s", at: start) == .noSession },
            { try await redis.store.createSession("t", at: start) },
        ] as [@Sendable () async throws -> Bool] {
            let error = await #expect(throws: ContextStoreError.self) { try await write() }
            #expect(error?.code == .unavailable(mayHaveWritten: false))
        }
        let after = try await [redis.store.session("s", messages: nil), redis.store.session("old", messages: nil)]
        #expect(after == before)
        #expect(try await redis.send("EXISTS", "session:t") == 0)
    }

    @Test("what is no session is told, and left alone")
    func corrupt() async throws {
        let redis = try await RedisUnderTest()
        try await redis.send("SET", "session:text", "not JSON")
        try await redis.send("SET", "session:json", "{\"messages\": 7}")
        try await redis.send("RPUSH", "session:list", "x")
        try await redis.send("HSET", "session:hash", "x", "y")
        for id in ["text", "json", "list", "hash"] {
            let read = await #expect(throws: ContextStoreError.self) {
                try await redis.store.session(id, messages: nil)
            }
            #expect(read?.code == .corrupt)
            let write = await #expect(throws: ContextStoreError.self) {
                try await redis.store.append(message(1), to: id)
            }
            #expect(write?.code == .corrupt)
        }
        #expect(try await redis.send("DBSIZE") == 4)
        #expect(try await redis.send("GET", "session:text") == "not JSON")
    }

    @Test("a server that is killed while messages are added has every one that was acknowledged, once")
    func killed() async throws {
        let redis = try await RedisUnderTest(["--appendonly", "yes", "--appendfsync", "always"])
        _ = try await redis.store.createSession("s", at: start)
        let writers = (0..<4).map { writer in
            Task {
                var acknowledged: [String] = []
                for number in 0..<200 {
                    let message = ContextMessage(
                        id: "\(writer)-\(number)", role: "user", text: "", timestamp: start)
                    // As a caller that is told «unavailable» does: again, with the same id.
                    while true {
                        guard (try? await redis.store.append(message, to: "s")) != nil else { continue }
                        break
                    }
                    acknowledged.append(message.id)
                }
                return acknowledged
            }
        }
        for _ in 0..<3 {
            try await Task.sleep(for: .milliseconds(60))
            try await redis.server.kill()
            try await redis.server.restart()
        }
        var acknowledged: [String] = []
        for writer in writers { acknowledged += await writer.value }
        let stored = try await redis.store.session("s", messages: nil)?.messages.map(\.id) ?? []
        #expect(stored.count == 800)
        #expect(Set(stored) == Set(acknowledged))
        #expect(stored.filter { $0.hasPrefix("2-") } == (0..<200).map { "2-\($0)" })
    }
}
