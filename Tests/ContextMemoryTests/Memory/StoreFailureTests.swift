import ContextMemory
import Gateway
import Redis
import SystemTestSupport
import TestSupport
import Testing
import WireFormats

@Suite("A store that fails")
struct StoreFailureTests {
    private func failure(_ redis: RedisUnderTest) async throws -> (Failure?, log: String) {
        let room = try MemoryRoom(store: redis.store)
        let failure = await #expect(throws: Failure.self) { _ = try await room.memory.create("canary") }
        let reading = await #expect(throws: Failure.self) { _ = try await room.memory.context(of: "canary") }
        #expect(failure == reading)
        return (failure, room.log.text)
    }

    @Test("that cannot be reached is a 503, and no id goes into the log")
    func unreachable() async throws {
        let redis = try await RedisUnderTest()
        try await redis.server.kill()
        let (failure, log) = try await failure(redis)
        #expect(failure == Failure(.unavailable, "The store cannot be reached. Please try again."))
        #expect(log.contains("unavailable") && !log.contains("canary"))
    }

    @Test("that lets nobody in is ours to mend")
    func denied() async throws {
        let (failure, log) = try await failure(try await RedisUnderTest(["--requirepass", "secret"]))
        #expect(failure == Failure(.internal, "The store is not set up as it should be"))
        #expect(log.contains("NOAUTH") && !log.contains("canary"))
    }

    @Test("that is full is a 503, and the log has the server's word for it")
    func full() async throws {
        let redis = try await RedisUnderTest(["--maxmemory-policy", "noeviction"])
        try await redis.send("CONFIG", "SET", "maxmemory", "1")
        let room = try MemoryRoom(store: redis.store)
        let failure = await #expect(throws: Failure.self) { _ = try await room.memory.create("canary") }
        #expect(failure == Failure(.unavailable, "The store cannot be reached. Please try again."))
        #expect(room.log.text.contains("OOM") && !room.log.text.contains("canary"))
    }

    @Test("that holds something else says so, and leaves it alone")
    func corrupt() async throws {
        let redis = try await RedisUnderTest()
        try await redis.send("SET", "session:canary", "7")
        let room = try MemoryRoom(store: redis.store)
        for write in [false, true] {
            let failure = await #expect(throws: Failure.self) {
                if write {
                    _ = try await room.memory.add("Hi", as: .user, to: "canary")
                } else {
                    _ = try await room.memory.session("canary")
                }
            }
            #expect(failure == Failure(.internal, "What is stored under this session's key is no session"))
        }
        #expect(try await redis.send("GET", "session:canary") == .bytes(Array("7".utf8)))
    }
}
