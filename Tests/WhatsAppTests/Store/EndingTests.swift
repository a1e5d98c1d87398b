import AWSServices
import Gateway
import SystemSupport
import SystemTestSupport
import Tables
import Testing
import WireFormats

@testable import WhatsApp

@Suite("How sessions end")
struct EndingTests {
    /// What becomes of a session in one status when it is to get another.
    private enum Outcome: Equatable { case becomes(SessionStatus), refused }

    @Test("a session ends once: the table of allowed moves")
    func moves() async throws {
        for first in SessionStatus.allCases {
            for second in SessionStatus.allCases where second != .active {
                let desk = try Desk()
                let id = try await desk.arrive(sid: "SM1").conversation.session.id
                if first != .active { _ = try await desk.store.end(session: id, as: first) }
                let before = try #require(try await desk.session(id))
                desk.clock.advance(.seconds(60))
                let ending = try await desk.store.end(session: id, as: second)
                let after = try #require(try await desk.session(id))
                if first == .active {
                    #expect(after.status == second && after.endedAt != nil && after.lastActivity == before.lastActivity)
                    #expect(ending == .ended(try #require(try await desk.store.conversation(ofSession: id))))
                } else {
                    #expect(after == before)
                    let conversation = try #require(try await desk.store.conversation(ofSession: id))
                    #expect(ending == (first == second ? .ended(conversation) : .refused(conversation)))
                }
            }
        }
        #expect(try await Desk().store.end(session: "nonsense", as: .completed) == .unknown)
    }

    @Test("a session is over when it has been idle for more than its time, not before", arguments: [-1, 0, 1])
    func idle(_ offset: Int) async throws {
        let desk = try Desk()
        let session = try await desk.arrive(sid: "SM1").conversation.session
        desk.clock.set((session.lastActivity + .seconds(86_400 + offset)).description)
        let found = try #require(try await desk.session(session.id))
        #expect(found.status == (offset > 0 ? .expired : .active))
        #expect(found.endedAt == (offset > 0 ? session.lastActivity + .seconds(86_400) : nil))
        #expect(found.lastActivity == session.lastActivity)
        #expect(try await desk.store.conversation(with: .anna)?.session == found)
        let next = try await desk.arrive(sid: "SM2").conversation.session
        #expect((next.id == session.id) == (offset <= 0))
    }

    @Test("the time is a setting")
    func setting() async throws {
        let desk = try Desk(options: WhatsApp.Options(idleTime: .seconds(3600)))
        let id = try await desk.arrive(sid: "SM1").conversation.session.id
        desk.clock.advance(.seconds(3601))
        #expect(try await desk.session(id)?.status == .expired)
    }

    @Test("what looks at an overdue session at the same time expires it once")
    func parallel() async throws {
        let desk = try Desk()
        let id = try await desk.arrive(sid: "SM1").conversation.session.id
        desk.clock.advance(.seconds(90_000))
        let seen = try await withThrowingTaskGroup { group in
            for _ in 0..<20 { group.addTask { try await desk.session(id) } }
            return try await group.reduce(into: Set<WhatsAppSession?>()) { $0.insert($1) }
        }
        #expect(seen.count == 1 && seen.first??.status == .expired)
    }

    @Test("the sweep expires what is overdue, and nothing else, in whatever pages")
    func sweep() async throws {
        let desk = try Desk()
        for number in 0..<7 {
            try await desk.arrive(sid: "SM\(number)", from: .known("+1415555020\(number)"))
        }
        desk.clock.advance(.seconds(86_000))
        try await desk.arrive(sid: "SM8", from: .known("+14155550203"))
        try await desk.arrive(sid: "SM9", from: .ben)
        desk.clock.advance(.seconds(500))
        desk.tables.endPages(after: 2)
        let sweep = try #require(desk.service.actions["SWEEP"])
        #expect(try await sweep(["action": "SWEEP"])["expired_sessions"] == 6)
        #expect(try await sweep(["action": "SWEEP"])["expired_sessions"] == 0)
        desk.tables.endPages(after: nil)
        #expect(try await desk.store.activeSessionCount() == 2)
        #expect(try await desk.listed("/sessions", [("status", "expired")]).joined().count == 6)
    }

    @Test("a message that comes while the sweep looks keeps its session")
    func sweepRace() async throws {
        let desk = try Desk()
        let first = try await desk.arrive(sid: "SM1").conversation.session
        try await desk.arrive(sid: "SM2", from: .ben)
        desk.clock.advance(.seconds(86_400))
        let other = try Desk(clock: desk.clock, engine: desk.tables, seed: 1000)
        desk.tables.reset { call throws(TableError) in
            guard call.name == "batchGet", call.moment == .after, call.number == 2 else { return }
            // As if on a machine whose clock is late.
            desk.clock.advance(.seconds(-2))
            do {
                _ = try await other.store.append(NewMessage("Still here", direction: .inbound), with: .anna)
            } catch { throw TableError(.invalid, "\(error)") }
            desk.clock.advance(.seconds(2))
        }
        desk.clock.advance(.seconds(1))
        #expect(try await desk.store.expireOverdue { false } == 1)
        #expect(try await desk.session(first.id)?.status == .active)
        #expect(try await desk.history() == ["Hello", "Still here"])
    }

    @Test("the sweep stops when its time is up, and goes on the next time")
    func interrupted() async throws {
        let desk = try Desk()
        for number in 0..<5 { try await desk.arrive(sid: "SM\(number)", from: .known("+1415555020\(number)")) }
        desk.clock.advance(.seconds(90_000))
        var asked = 0
        let count = try await desk.store.expireOverdue {
            asked += 1
            return asked > 3
        }
        #expect(count == 2)
        #expect(try await desk.store.expireOverdue { false } == 3)
    }

    @Test("nothing is removed unless a time is set; then messages and ended sessions are, some time after")
    func retention() async throws {
        let forever = try Desk()
        let id = try await forever.arrive(sid: "SM1").conversation.session.id
        _ = try await forever.store.end(session: id, as: .completed)
        #expect(try await forever.items().filter { $0["ttl"] != nil }.map { $0["sk"] } == ["receipt#SM1"])

        let desk = try Desk(options: WhatsApp.Options(retentionDays: 10))
        let arrival = try await desk.arrive(sid: "SM1")
        let start = arrival.message.timestamp.seconds
        let session = arrival.conversation.session
        #expect(try await Self.expiries(desk, start) == ["contact": 40, "message": 10, "receipt": 7])
        desk.clock.advance(.seconds(86_400))
        _ = try await desk.store.append(NewMessage("Hi", direction: .outbound), with: .anna)
        _ = try await desk.store.end(session: session.id, as: .completed)
        #expect(
            try await Self.expiries(desk, start) == [
                "contact": 41, "message": 11, "receipt": 7, "session": 11,
            ])
        #expect(try await desk.items().filter { $0["pk"] == .string("wa-session#\(session.id)") }.first?["ttl"] != nil)
        #expect(try await desk.store.setOptedOut(true, .anna))
        #expect(try await Self.expiries(desk, start)["contact"] == nil)
        try await desk.arrive(sid: "SM2")
        #expect(try await Self.expiries(desk, start)["contact"] == nil)
    }

    /// Days from the start until the last item of each kind may be removed.
    private static func expiries(_ desk: Desk, _ start: Int) async throws -> [String: Int] {
        var days: [String: Int] = [:]
        for item in try await desk.items() {
            guard let kind = item["sk"]?.string?.split(separator: "#").first, let expiry = item["ttl"]?.int else {
                continue
            }
            days[String(kind)] = max(days[String(kind)] ?? 0, (expiry - start) / 86_400)
        }
        return days
    }

    @Test("a contact who was removed begins behind the sessions that are left")
    func forgotten() async throws {
        let desk = try Desk()
        let first = try await desk.arrive(sid: "SM1").conversation.session
        _ = try await desk.tables.delete(Desk.schema.table, key: ContactAddress.anna.contactKey, if: nil)
        #expect(try await desk.store.conversation(ofSession: first.id)?.session == first)
        #expect(try await desk.listed("/sessions") == [[first.id]])
        let second = try await desk.arrive("Again", sid: "SM2").conversation.session
        #expect(second.ordinal == 2 && second.previousID == first.id)
        #expect(try await desk.session(first.id)?.status == .expired)
        #expect(try await desk.history() == ["Hello", "Again"])
    }
}
