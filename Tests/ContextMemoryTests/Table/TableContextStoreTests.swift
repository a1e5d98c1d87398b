import AWSServices
import ContextMemory
import HTTPTransport
import Synchronization
import SystemSupport
import SystemTestSupport
import Tables
import Testing
import WireFormats

@Suite("Context store in the table")
struct TableContextStoreTests {
    private let start = Timestamp(seconds: 1_700_000_000)

    private func message(_ number: Int) -> ContextMessage {
        ContextMessage(id: "m\(number)", role: "user", text: "text \(number)", timestamp: start)
    }

    // MARK: - What it costs

    @Test("adding and reading cost the same calls in a session of ten thousand messages as in a new one")
    func calls() async throws {
        let table = try await TableContextUnderTest(limits: ContextLimits(timeToLive: 100, maximumMessages: 20_000))
        func calls(_ work: () async throws -> Void) async throws -> Int {
            table.tables.reset()
            try await work()
            return table.tables.calls
        }
        #expect(try await calls { _ = try await table.store.createSession("s", at: start) } == 1)
        for last in [0, 10_000] {
            try await table.seed("s", through: last)
            #expect(try await calls { _ = try await table.store.append(message(-last - 1), to: "s") } == 2)
            #expect(try await calls { _ = try await table.store.append(message(-last - 1), to: "s") } == 2)
            #expect(try await calls { _ = try await table.store.session("s", messages: 10) } == 1)
            #expect(
                try await calls {
                    _ = try await table.store.updateSummary("x", through: nil, of: "s", at: start)
                } == 2)
            #expect(try await calls { _ = try await table.store.session("s", messages: 10) } == 1)
        }
        #expect(try await table.store.session("s", messages: 10)?.messages.count == 10)
        #expect(try await calls { _ = try await table.store.deleteSession("s") } == 1)
    }

    @Test("a session's place among what is due changes once a day, not with every message")
    func duePlace() async throws {
        let table = try await TableContextUnderTest()
        func place() async throws -> AttributeValue? {
            try await table.items().first { $0["sk"] == "session" }?["gsi1sk"]
        }
        _ = try await table.store.createSession("s", at: start)
        #expect(try await place() == "2026-12-22T00:00:00.000000Z")
        table.clock.set("2026-11-21T23:59:59.999999Z")
        _ = try await table.store.append(message(1), to: "s")
        #expect(try await place() == "2026-12-22T00:00:00.000000Z")
        table.clock.set("2026-11-22T00:00:00.000000Z")
        _ = try await table.store.append(message(2), to: "s")
        #expect(try await place() == "2026-12-23T00:00:00.000000Z")
    }

    // MARK: - Bounded length

    @Test("messages that are too many are removed behind, with their ids")
    func trim() async throws {
        let table = try await TableContextUnderTest(limits: ContextLimits(timeToLive: 100, maximumMessages: 10))
        _ = try await table.store.createSession("s", at: start)
        for number in 1...224 { _ = try await table.store.append(message(number), to: "s") }
        #expect(try await table.items().count == 1 + 2 * (10 + 24))
        _ = try await table.store.append(message(225), to: "s")
        #expect(try await table.items().count == 1 + 2 * 10)
        #expect(try await table.store.session("s", messages: nil)?.messages == (216...225).map(message))
    }

    @Test("an id that came again after its message was dropped is known by its new number")
    func trimKeepsNewNumber() async throws {
        let table = try await TableContextUnderTest(limits: ContextLimits(timeToLive: 100, maximumMessages: 3))
        _ = try await table.store.createSession("s", at: start)
        for number in 1...23 { _ = try await table.store.append(message(number), to: "s") }
        #expect(try await table.store.append(message(1), to: "s") == .appended(number: 24))
        #expect(try await table.store.append(message(25), to: "s") == .appended(number: 25))
        #expect(try await table.store.append(message(1), to: "s") == .repeated(number: 24))
    }

    @Test("an id that comes again while its message is removed is not forgotten")
    func trimRace() async throws {
        let table = try await TableContextUnderTest(limits: ContextLimits(timeToLive: 100, maximumMessages: 3))
        _ = try await table.store.createSession("s", at: start)
        for number in 1...24 { _ = try await table.store.append(message(number), to: "s") }
        let store = table.store
        table.tables.reset { [message] call in
            guard call.name == "batchGet", call.moment == .after else { return }
            table.tables.reset()
            do { _ = try await store.append(message(1), to: "s") } catch { Issue.record(error) }
        }
        #expect(try await table.store.append(message(25), to: "s") == .appended(number: 25))
        #expect(try await table.store.append(message(1), to: "s") == .repeated(number: 26))
        #expect(try await table.store.session("s", messages: nil)?.messages.map(\.id) == ["m24", "m25", "m1"])
    }

    @Test("a message is stored though nothing could be removed behind it, and the next removal makes up for it")
    func trimFailure() async throws {
        let table = try await TableContextUnderTest(limits: ContextLimits(timeToLive: 100, maximumMessages: 3))
        _ = try await table.store.createSession("s", at: start)
        for number in 1...24 { _ = try await table.store.append(message(number), to: "s") }
        table.tables.reset { call throws(TableError) in
            if call.name == "query" { throw TableError(.unavailable(mayHaveWritten: false), "down") }
        }
        #expect(try await table.store.append(message(25), to: "s") == .appended(number: 25))
        #expect(table.log.text.contains("warning Messages over the limit could not be removed"))
        table.tables.reset()
        for number in 26...50 { _ = try await table.store.append(message(number), to: "s") }
        #expect(try await table.items().count == 1 + 2 * 3)
    }

    // MARK: - Others

    @Test("whoever comes second begins again, and the numbers have no gap")
    func race() async throws {
        let table = try await TableContextUnderTest()
        let store = table.store
        _ = try await store.createSession("s", at: start)
        table.tables.reset { [message] call in
            guard call.name == "transact", call.moment == .before else { return }
            table.tables.reset()
            do { _ = try await store.append(message(1), to: "s") } catch { Issue.record(error) }
        }
        #expect(try await store.append(message(2), to: "s") == .appended(number: 2))
        #expect(try await store.session("s", messages: nil)?.messages == [message(1), message(2)])
    }

    @Test("a session that is deleted, or begun anew, while it is written to or read is seen as one of both")
    func deletedMeanwhile() async throws {
        let start = start
        for isNew in [false, true] {
            let table = try await TableContextUnderTest()
            let store = table.store
            /// Deletes and removes the session before the next call of that name.
            @Sendable func interfere(before name: String, number: Int) {
                table.tables.reset { call in
                    guard call.name == name, call.number == number, call.moment == .before else { return }
                    table.tables.reset()
                    do {
                        _ = try await store.deleteSession("s")
                        _ = try await store.removeWhatIsDue { false }
                        if isNew { _ = try await store.createSession("s", at: start + .seconds(9)) }
                    } catch {
                        Issue.record(error)
                    }
                }
            }
            let anew = isNew ? ContextSession(createdAt: start + .seconds(9), lastUpdated: start + .seconds(9)) : nil
            func begin() async throws {
                _ = try await store.deleteSession("s")
                table.clock.advance(.seconds(1))
                _ = try await store.createSession("s", at: start)
                for number in 1...9 { _ = try await store.append(message(number), to: "s") }
                table.clock.advance(.seconds(1))
            }
            try await begin()
            interfere(before: "transact", number: 2)
            #expect(try await store.append(message(10), to: "s") == (isNew ? .appended(number: 1) : .noSession))
            try await begin()
            interfere(before: "transact", number: 2)
            let outcome = try await store.updateSummary("x", through: nil, of: "s", at: start)
            #expect(outcome == (isNew ? .updated : .noSession))
            try await begin()
            table.tables.endPages(after: 3)
            interfere(before: "query", number: 2)
            #expect(try await store.session("s", messages: nil) == anew)
        }
    }

    @Test("long sessions come whole, however small the pages are")
    func pages() async throws {
        let table = try await TableContextUnderTest()
        _ = try await table.store.createSession("s", at: start)
        for number in 1...9 { _ = try await table.store.append(message(number), to: "s") }
        _ = try await table.store.updateSummary("x", through: 4, of: "s", at: start)
        table.tables.endPages(after: 1)
        for (count, expected) in [(nil, 9), (0, 0), (1, 1), (4, 4)] as [(Int?, Int)] {
            let session = try await table.store.session("s", messages: count)
            #expect(session?.messages == (1...9).suffix(expected).map(message))
            #expect(session?.summary?.text == "x")
            #expect(session?.lastNumber == 9)
        }
    }

    // MARK: - Failures

    @Test("a failure of any call is told, and nothing is half-written: the same call again does what is left")
    func failures() async throws {
        for moment in [WatchedMoment.before, .after] {
            for failing in 1...2 {
                let table = try await TableContextUnderTest()
                let store = table.store
                _ = try await store.createSession("s", at: start)
                _ = try await store.append(message(1), to: "s")
                table.tables.reset { call throws(TableError) in
                    guard call.number == failing, (call.moment == .before) == (moment == .before) else { return }
                    throw TableError(.unavailable(mayHaveWritten: call.isWrite), "down")
                }
                let error = await #expect(throws: ContextStoreError.self) {
                    try await store.append(message(2), to: "s")
                }
                #expect(error?.code == .unavailable(mayHaveWritten: true))
                table.tables.reset()
                let wasWritten = failing == 2 && moment == .after
                #expect(try await store.session("s", messages: nil)?.messages.count == (wasWritten ? 2 : 1))
                let again = try await store.append(message(2), to: "s")
                #expect(again == (wasWritten ? .repeated(number: 2) : .appended(number: 2)))
                #expect(try await store.session("s", messages: nil)?.messages == [message(1), message(2)])
            }
        }
    }

    private enum WatchedMoment { case before, after }

    @Test("what the table refuses is told by its kind")
    func kinds() async throws {
        let table = try await TableContextUnderTest()
        _ = try await table.store.createSession("s", at: start)
        for (code, expected) in [
            (.denied, .denied), (.notFound, .denied), (.invalid, .denied),
            (.unavailable(mayHaveWritten: false), .unavailable(mayHaveWritten: false)),
        ] as [(TableError.Code, ContextStoreError.Code)] {
            table.tables.reset { call throws(TableError) in throw TableError(code, "") }
            let error = await #expect(throws: ContextStoreError.self) {
                try await table.store.session("s", messages: 1)
            }
            #expect(error?.code == expected)
        }
        table.tables.reset()
        let huge = ContextMessage(id: "m", role: "", text: String(repeating: "x", count: 410_000), timestamp: start)
        let error = await #expect(throws: ContextStoreError.self) { try await table.store.append(huge, to: "s") }
        #expect(error?.code == .denied)
        #expect(try await table.store.session("s", messages: nil)?.lastNumber == 0)
    }

    @Test("what is no session is told, and left alone")
    func corrupt() async throws {
        let table = try await TableContextUnderTest()
        let name = TableContextUnderTest.schema.table
        let item: Item = ["pk": "memory#session#s", "sk": "session", "created_at": 7]
        try await table.tables.put(name, item: item, if: nil)
        for work in [
            { _ = try await table.store.session("s", messages: nil) },
            { _ = try await table.store.append(message(1), to: "s") },
            { _ = try await table.store.createSession("s", at: start) },
        ] as [() async throws -> Void] {
            let error = await #expect(throws: ContextStoreError.self) { try await work() }
            #expect(error?.code == .corrupt)
        }
        #expect(try await table.items() == [item])
    }

    @Test("one who always comes second gives up at the deadline, and has written nothing")
    func deadline() async throws {
        let table = try await TableContextUnderTest()
        _ = try await table.store.createSession("s", at: start)
        let reasons: [TableError.CancellationReason?] = [.conditionFailed(existing: nil), nil, nil]
        table.tables.reset { call throws(TableError) in
            if call.name == "transact" { throw TableError(.transactionCancelled(reasons), "") }
        }
        let error = await InvocationScope.$deadline.withValue(.now + .milliseconds(50)) {
            await #expect(throws: ContextStoreError.self) { try await table.store.append(message(1), to: "s") }
        }
        #expect(error?.code == .unavailable(mayHaveWritten: false))
        #expect(table.tables.calls > 2)
        table.tables.reset()
        #expect(try await table.items().count == 1)
    }
}
