import AWSServices
import ContextMemory
import SystemTestSupport
import Tables
import Testing
import WireFormats

@Suite("Context store in the table: end of sessions")
struct ContextRemovalTests {
    private let start = Timestamp(seconds: 1_700_000_000)

    private func message(_ number: Int) -> ContextMessage {
        ContextMessage(id: "m\(number)", role: "user", text: "text \(number)", timestamp: start)
    }

    private func fill(_ table: TableContextUnderTest, _ id: String, count: Int) async throws {
        _ = try await table.store.createSession(id, at: start)
        for number in 1...count { _ = try await table.store.append(message(number), to: id) }
        _ = try await table.store.updateSummary("x", through: nil, of: id, at: start)
    }

    @Test("a session ends when its time to live has passed since the last write, whatever was written")
    func expiry() async throws {
        let table = try await TableContextUnderTest(limits: ContextLimits(timeToLive: 100, maximumMessages: 10))
        let store = table.store
        _ = try await store.createSession("s", at: start)
        table.clock.advance(.seconds(99))
        _ = try await store.append(message(1), to: "s")
        table.clock.advance(.seconds(99))
        _ = try await store.updateSummary("x", through: nil, of: "s", at: start)
        table.clock.advance(.seconds(99))
        #expect(try await store.session("s", messages: nil)?.messages == [message(1)])
        #expect(try await !store.createSession("s", at: start))
        table.clock.advance(.seconds(1))
        #expect(try await store.session("s", messages: nil) == nil)
        #expect(try await store.append(message(2), to: "s") == .noSession)
        #expect(try await store.updateSummary("y", through: nil, of: "s", at: start) == .noSession)
        #expect(try await !store.deleteSession("s"))
        #expect(try await store.createSession("s", at: start + .seconds(1)))
        let empty = ContextSession(createdAt: start + .seconds(1), lastUpdated: start + .seconds(1))
        #expect(try await store.session("s", messages: nil) == empty)
        #expect(try await store.removeWhatIsDue { false } == 1)
        #expect(try await store.session("s", messages: nil) == empty)
        #expect(try await table.items().count == 1)
    }

    @Test("the sweep removes what was deleted or has expired, and nothing else")
    func sweep() async throws {
        let table = try await TableContextUnderTest(limits: ContextLimits(timeToLive: 100, maximumMessages: 1_000))
        for id in ["deleted", "expired", "alive", "anew"] { try await fill(table, id, count: 120) }
        _ = try await table.store.deleteSession("deleted")
        _ = try await table.store.deleteSession("anew")
        try await fill(table, "anew", count: 2)
        table.clock.advance(.seconds(99))
        for id in ["alive", "anew"] { _ = try await table.store.append(message(999), to: id) }
        table.clock.advance(.seconds(2))
        let alive = try await [table.store.session("alive", messages: nil), table.store.session("anew", messages: nil)]
        #expect(alive[0]?.messages.count == 121 && alive[1]?.messages.count == 3)
        #expect(try await table.store.removeWhatIsDue { false } == 2)
        // Its place in the index comes up at the end of the day.
        table.clock.set("2026-11-21T23:59:00.000000Z")
        for id in ["alive", "anew"] { #expect(try await table.store.createSession(id, at: start)) }
        table.clock.set("2026-11-22T00:00:00.000000Z")
        #expect(try await table.store.removeWhatIsDue { false } == 3)
        #expect(
            try await Set(table.items().compactMap { $0["pk"]?.string }) == [
                "memory#session#alive", "memory#session#anew",
            ])
        #expect(try await table.items().count == 2)
    }

    @Test(
        "the sweep removes a cleared session whose id begins with a combining mark, or only looks like another's",
        arguments: ["\u{301}x", "e\u{301}"])
    func combiningMark(id: String) async throws {
        let table = try await TableContextUnderTest()
        for id in [id, "\u{E9}"] { try await fill(table, id, count: 3) }
        _ = try await table.store.deleteSession(id)
        #expect(try await table.store.removeWhatIsDue { false } == 1)
        #expect(try await table.store.session("\u{E9}", messages: nil)?.messages.count == 3)
        let partitions = try await table.items().compactMap { $0["pk"]?.string.map(ExactText.init(_:)) }
        #expect(Set(partitions) == ["memory#session#\u{E9}"])
    }

    @Test("a sweep that any call fails, or that runs out of time, is finished by the next")
    func interrupted() async throws {
        var failing = 1
        while true {
            let table = try await TableContextUnderTest()
            try await fill(table, "s", count: 30)
            _ = try await table.store.deleteSession("s")
            try await fill(table, "s", count: 1)
            _ = try await table.store.deleteSession("s")
            table.tables.endPages(after: 20)
            table.tables.reset { [failing] call throws(TableError) in
                guard call.number == failing, call.moment == .before else { return }
                throw TableError(.unavailable(mayHaveWritten: false), "down")
            }
            let isOver = (try? await table.store.removeWhatIsDue { false }) != nil
            table.tables.reset()
            #expect(try await table.store.session("s", messages: nil) == nil)
            _ = try await table.store.removeWhatIsDue { false }
            #expect(try await table.items() == [])
            if isOver { break }
            failing += 1
        }
        #expect(failing > 12)
        let table = try await TableContextUnderTest()
        try await fill(table, "s", count: 30)
        _ = try await table.store.deleteSession("s")
        table.tables.endPages(after: 10)
        var pages = 0
        #expect(
            try await table.store.removeWhatIsDue {
                pages += 1
                return pages > 2
            } == 0)
        #expect(try await table.items().count == 2 + 10 + 30)
        #expect(try await table.store.removeWhatIsDue { false } == 1)
        #expect(try await table.items() == [])
    }

    @Test("a session that was written to after the index was read is not removed")
    func indexLags() async throws {
        let table = try await TableContextUnderTest(limits: ContextLimits(timeToLive: 100, maximumMessages: 10))
        let store = table.store
        try await fill(table, "s", count: 3)
        table.clock.set("2026-11-22T00:00:00.000000Z")
        let start = start
        table.tables.reset { call in
            guard call.name == "query", call.moment == .after else { return }
            table.tables.reset()
            do { _ = try await store.createSession("s", at: start) } catch { Issue.record(error) }
        }
        #expect(try await store.removeWhatIsDue { false } == 0)
        #expect(try await store.session("s", messages: nil)?.messages == [])
        #expect(try await store.removeWhatIsDue { false } == 1)
        #expect(try await table.items().count == 1)
    }
}
