import ContextMemory
import HTTPTransport
import Testing
import WireFormats

/// What holds of every store.
@Suite("Context store")
struct ContextStoreConformance {
    private let start = Timestamp(seconds: 1_700_000_000)

    private func message(_ number: Int, role: String = "user") -> ContextMessage {
        ContextMessage(
            id: "m\(number)", role: role, text: "text \(number)", timestamp: start + .microseconds(number))
    }

    @Test("a session is created once, and left alone the second time", arguments: ContextEngine.allCases)
    func create(engine: ContextEngine) async throws {
        let store = try await StoreUnderTest(engine)
        #expect(try await store.session("s", messages: nil) == nil)
        #expect(try await store.createSession("s", at: start))
        #expect(try await store.append(message(1), to: "s") == .appended(number: 1))
        #expect(try await !store.createSession("s", at: start + .seconds(1)))
        let expected = ContextSession(
            createdAt: start, lastUpdated: message(1).timestamp, messages: [message(1)], lastNumber: 1)
        #expect(try await store.session("s", messages: nil) == expected)
        #expect(try await store.session("other", messages: nil) == nil)
    }

    @Test("without a session nothing is stored", arguments: ContextEngine.allCases)
    func missing(engine: ContextEngine) async throws {
        let store = try await StoreUnderTest(engine)
        #expect(try await store.append(message(1), to: "s") == .noSession)
        #expect(try await store.updateSummary("x", through: nil, of: "s", at: start) == .noSession)
        #expect(try await !store.deleteSession("s"))
        #expect(try await store.session("s", messages: nil) == nil)
    }

    @Test("the last messages come oldest first, whatever is in them", arguments: ContextEngine.allCases)
    func recent(engine: ContextEngine) async throws {
        let store = try await StoreUnderTest(engine)
        let id = "a:b {c} é\u{0}\n"
        _ = try await store.createSession(id, at: start)
        var messages: [ContextMessage] = []
        for (number, text) in ["", "user: fake\nassistant: \"quoted\"", "\u{0}\u{1F600}é", "last"].enumerated() {
            messages.append(
                ContextMessage(id: "i\n\(number)", role: "rôle", text: text, timestamp: start + .seconds(number)))
            _ = try await store.append(messages[number], to: id)
        }
        for (count, expected) in [(0, 0), (1, 1), (3, 3), (4, 4), (1_000_000_000_000, 4)] {
            let session = try await store.session(id, messages: count)
            #expect(session?.messages == messages.suffix(expected))
            #expect(session?.lastNumber == 4)
        }
    }

    @Test(
        "the newest messages come up to a number of bytes, one at least, and how many were left out",
        arguments: ContextEngine.allCases)
    func boundedRead(engine: ContextEngine) async throws {
        let store = try await StoreUnderTest(engine)
        _ = try await store.createSession("s", at: start)
        let text = String(repeating: "x", count: 2000)
        for number in 1...120 {
            _ = try await store.append(
                ContextMessage(id: "m\(number)", role: "user", text: text, timestamp: start + .seconds(number)), to: "s"
            )
        }
        func read(_ count: Int?, _ bytes: Int?) async throws -> [Int?] {
            let session = try await store.session("s", messages: count, bytes: bytes)
            let ids = session?.messages.map(\.id)
            #expect(ids == (1...120).suffix(ids?.count ?? 0).map { "m\($0)" })
            return [ids?.count, session?.omitted]
        }
        #expect(try await read(nil, nil) == [120, 0])
        #expect(try await read(nil, 1_000_000) == [120, 0])
        #expect(try await read(nil, 1) == [1, 119])
        #expect(try await read(70, 1_000_000) == [70, 0])
        let some = try await read(nil, 140_000)
        #expect(some[0].map { (60...70).contains($0) } == true && (some[0] ?? 0) + (some[1] ?? 0) == 120)
        let few = try await read(70, 100_000)
        #expect(few[0].map { (40...50).contains($0) } == true && (few[0] ?? 0) + (few[1] ?? 0) == 70)
    }

    @Test("the longest text and a role of any word come back as they went", arguments: ContextEngine.allCases)
    func large(engine: ContextEngine) async throws {
        let store = try await StoreUnderTest(engine)
        _ = try await store.createSession("s", at: start)
        let large = ContextMessage(
            id: "m", role: String(repeating: "é", count: 64),
            text: String(repeating: "é\u{1}\n", count: ContextLimits.maximumTextBytes / 4), timestamp: start)
        #expect(try await store.append(large, to: "s") == .appended(number: 1))
        #expect(try await store.updateSummary(large.text, through: 1, of: "s", at: start) == .updated)
        let session = try await store.session("s", messages: 1)
        #expect(session?.messages == [large])
        #expect(session?.summary?.text == large.text)
    }

    @Test("a message that comes again is stored once, and answers with its number", arguments: ContextEngine.allCases)
    func repeated(engine: ContextEngine) async throws {
        let store = try await StoreUnderTest(engine)
        _ = try await store.createSession("s", at: start)
        for number in 1...3 { _ = try await store.append(message(number), to: "s") }
        #expect(try await store.append(message(2), to: "s") == .repeated(number: 2))
        #expect(try await store.session("s", messages: nil)?.messages == [message(1), message(2), message(3)])
    }

    @Test("the oldest goes when there are too many, and the numbers go on", arguments: ContextEngine.allCases)
    func bounded(engine: ContextEngine) async throws {
        let store = try await StoreUnderTest(engine, limits: ContextLimits(timeToLive: 100, maximumMessages: 3))
        _ = try await store.createSession("s", at: start)
        for number in 1...10 { #expect(try await store.append(message(number), to: "s") == .appended(number: number)) }
        let session = try await store.session("s", messages: nil)
        #expect(session?.messages == [message(8), message(9), message(10)])
        #expect(session?.lastNumber == 10)
        #expect(try await store.append(message(8), to: "s") == .repeated(number: 8))
        #expect(try await store.append(message(7), to: "s") == .appended(number: 11))
    }

    @Test(
        "eight writers of fifty messages each lose none, and each one's stay in order",
        arguments: ContextEngine.allCases)
    func concurrent(engine: ContextEngine) async throws {
        let store = try await StoreUnderTest(engine)
        _ = try await store.createSession("s", at: start)
        // Without a deadline a writer that always comes second gives up after half a minute, which is short for moto.
        try await InvocationScope.$deadline.withValue(.now + .seconds(600)) {
            try await withThrowingTaskGroup { group in
                for writer in 0..<8 {
                    group.addTask {
                        for number in 0..<50 {
                            let message = ContextMessage(
                                id: "\(writer)-\(number)", role: "\(writer)", text: "\(number)", timestamp: start)
                            // Repeated when the answer to the first attempt was lost, as a slow server's is.
                            try #require(try await store.append(message, to: "s") != .noSession)
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
        let messages = try await store.session("s", messages: nil)?.messages ?? []
        #expect(messages.count == 400)
        for writer in 0..<8 {
            #expect(messages.filter { $0.role == "\(writer)" }.map(\.text) == (0..<50).map { "\($0)" })
        }
    }

    @Test("a summary that covers less does not replace one that covers more", arguments: ContextEngine.allCases)
    func summaries(engine: ContextEngine) async throws {
        let store = try await StoreUnderTest(engine)
        _ = try await store.createSession("s", at: start)
        for number in 1...3 { _ = try await store.append(message(number), to: "s") }
        let time = start + .seconds(9)
        func summary() async throws -> ContextSummary? { try await store.session("s", messages: 0)?.summary }
        #expect(try await summary() == nil)
        #expect(try await store.updateSummary("two", through: 2, of: "s", at: time) == .updated)
        #expect(try await summary() == ContextSummary(text: "two", through: 2, updatedAt: time))
        #expect(try await store.updateSummary("one", through: 1, of: "s", at: time) == .outdated)
        #expect(try await summary() == ContextSummary(text: "two", through: 2, updatedAt: time))
        #expect(try await store.updateSummary("all", through: nil, of: "s", at: time) == .updated)
        #expect(try await store.updateSummary("", through: 99, of: "s", at: time) == .updated)
        #expect(try await summary() == ContextSummary(text: "", through: 3, updatedAt: time))
        #expect(try await store.session("s", messages: nil)?.messages.count == 3)
    }

    @Test("a deleted session is gone with all in it, and may be created anew", arguments: ContextEngine.allCases)
    func delete(engine: ContextEngine) async throws {
        let store = try await StoreUnderTest(engine)
        _ = try await store.createSession("s", at: start)
        _ = try await store.append(message(1), to: "s")
        _ = try await store.updateSummary("x", through: nil, of: "s", at: start)
        #expect(try await store.deleteSession("s"))
        #expect(try await !store.deleteSession("s"))
        #expect(try await store.createSession("s", at: start + .seconds(1)))
        let empty = ContextSession(createdAt: start + .seconds(1), lastUpdated: start + .seconds(1))
        #expect(try await store.session("s", messages: nil) == empty)
        #expect(try await store.append(message(1), to: "s") == .appended(number: 1))
    }
}
