import AWSServices
import Gateway
import SystemTestSupport
import Tables
import Testing
import WireFormats

@testable import WhatsApp

@Suite("Messages coming in")
struct ReceptionTests {
    @Test("the first message opens a session, and all is written that belongs to it")
    func first() async throws {
        let desk = try Desk()
        let arrival = try await desk.arrive("5 units, please", sid: "SM1")
        let session = arrival.conversation.session
        #expect(session.status == .active && session.mode == .bot && session.messageCount == 1)
        #expect(session.ordinal == 1 && session.previousID == nil && session.createdAt == arrival.message.timestamp)
        #expect(
            arrival.conversation.contact
                == Contact(
                    address: .anna, profileName: "Anna", sessionOrdinal: 1, lastInboundAt: arrival.message.timestamp))
        #expect(arrival.message.content == "5 units, please" && arrival.message.sid == "SM1" && !arrival.isTakenOver)
        #expect(try await desk.store.conversation(with: .anna) == arrival.conversation)
        #expect(try await desk.store.conversation(ofSession: session.id) == arrival.conversation)
        #expect(try await desk.store.latestMessages(.contact(.anna), limit: 5).messages == [arrival.message])
        let time = "2026-11-21T08:00:00.000000Z"
        #expect(
            try await desk.items().map { [$0["pk"]?.string, $0["sk"]?.string] } == [
                ["wa#whatsapp:+14155550100", "contact"],
                ["wa#whatsapp:+14155550100", "message#00000001#\(time)#00000002"],
                ["wa#whatsapp:+14155550100", "receipt#SM1"], ["wa#whatsapp:+14155550100", "session#00000001"],
                ["wa-session#\(session.id)", "session"],
            ])
    }

    @Test("a message in a session that goes on takes a few storage calls, whatever its length")
    func calls() async throws {
        let desk = try Desk()
        try await desk.arrive(sid: "SM0")
        for number in 1...60 {
            desk.tables.reset()
            let arrival = try await desk.arrive("Message \(number)", sid: "SM\(number)")
            #expect(desk.tables.calls == 3)
            #expect(arrival.conversation.session.messageCount == number + 1)
        }
        #expect(try await desk.history().count == 61)
    }

    @Test("20 first messages at the same time open one session with 20 messages")
    func parallelFirst() async throws {
        let desk = try Desk()
        try await Self.checkParallelFirst(desk)
    }

    static func checkParallelFirst(_ desk: Desk) async throws {
        let sessions = try await withThrowingTaskGroup { group in
            for number in 0..<20 {
                group.addTask { try await desk.arrive("Message \(number)", sid: "SM\(number)").conversation.session.id }
            }
            return try await group.reduce(into: Set<String>()) { $0.insert($1) }
        }
        #expect(sessions.count == 1)
        let id = try #require(sessions.first)
        let session = try #require(try await desk.session(id))
        #expect(session.messageCount == 20 && session.ordinal == 1)
        #expect(try await Set(desk.history()) == Set((0..<20).map { "Message \($0)" }))
        #expect(try await desk.history().count == 20)
    }

    @Test("the same message 50 times at the same time is stored once, and one gets to reply")
    func parallelSame() async throws {
        let desk = try Desk()
        try await Self.checkParallelSame(desk)
    }

    static func checkParallelSame(_ desk: Desk) async throws {
        let claims = try await withThrowingTaskGroup { group in
            for _ in 0..<50 {
                group.addTask {
                    switch try await desk.receive("Hello", sid: "SM1") {
                    case .claimed(let arrival): return arrival.claim as ReplyClaim?
                    case .underWay: return nil
                    case .answered(let receipt): throw Unforeseen(receipt: receipt)
                    }
                }
            }
            return try await group.reduce(into: [ReplyClaim]()) { claims, claim in
                if let claim { claims.append(claim) }
            }
        }
        #expect(claims.count == 1)
        #expect(try await desk.history() == ["Hello"])
        #expect(try await desk.store.conversation(with: .anna)?.session.messageCount == 1)
    }

    private struct Unforeseen: Error { let receipt: Receipt }

    @Test("a message that somebody else replies to is under way until their time is up, and is taken over then")
    func takeOver() async throws {
        let desk = try Desk()
        let first = try await desk.arrive(sid: "SM1")
        #expect(try await desk.receive(sid: "SM1") == .underWay)
        desk.clock.advance(.seconds(59))
        #expect(try await desk.receive(sid: "SM1") == .underWay)
        desk.clock.advance(.seconds(2))
        let second = try await desk.arrive(sid: "SM1")
        #expect(second.isTakenOver && second.message == first.message && second.claim != first.claim)
        #expect(try await desk.receive(sid: "SM1") == .underWay)
        #expect(try await desk.history() == ["Hello"])
        guard case .lost = try await desk.store.settle(first.claim, Settlement(answer: "late")) else {
            Issue.record("the first one still holds the claim")
            return
        }
        guard case .done = try await desk.store.settle(second.claim, Settlement(answer: "in time")) else {
            Issue.record("the second one does not hold the claim")
            return
        }
        guard case .answered(let receipt) = try await desk.receive(sid: "SM1") else {
            Issue.record("the reply is not known")
            return
        }
        #expect(receipt.answer == "in time" && receipt.state == .settled)
    }

    @Test("a message after the end opens a session that names the last one, whose history stays")
    func afterTheEnd() async throws {
        let desk = try Desk()
        let first = try await desk.arrive("One", sid: "SM1").conversation.session
        _ = try await desk.store.end(session: first.id, as: .completed)
        let second = try await desk.arrive("Two", sid: "SM2").conversation.session
        #expect(second.previousID == first.id && second.ordinal == 2 && second.messageCount == 1)
        desk.clock.advance(.seconds(86_401))
        let third = try await desk.arrive("Three", sid: "SM3").conversation.session
        #expect(third.previousID == second.id && third.ordinal == 3)
        #expect(try await desk.session(first.id)?.status == .completed)
        let expired = try #require(try await desk.session(second.id))
        #expect(expired.status == .expired && expired.endedAt == second.lastActivity + .seconds(86_400))
        #expect(try await desk.history() == ["One", "Two", "Three"])
        #expect(
            try await desk.store.latestMessages(.session(.anna, ordinal: 2), limit: 5).messages.map(\.content) == [
                "Two"
            ])
    }

    @Test("a reply and an end that come between reading and writing are seen")
    func races() async throws {
        let desk = try Desk()
        let first = try await desk.arrive("One", sid: "SM1").conversation.session
        let other = try Desk(clock: desk.clock, engine: desk.tables, seed: 1000)
        desk.tables.reset { call throws(TableError) in
            guard call.name == "transact", call.moment == .before, call.number == 3 else { return }
            do { _ = try await other.store.end(session: first.id, as: .completed) } catch {
                throw TableError(.invalid, "\(error)")
            }
        }
        let second = try await desk.arrive("Two", sid: "SM2").conversation.session
        #expect(second.previousID == first.id && second.id != first.id)
        #expect(try await desk.session(first.id)?.messageCount == 1)
    }

    @Test("metadata that cannot be stored is refused, and nothing is written")
    func refused() async throws {
        let desk = try Desk()
        let metadata: JSONObject = ["n": .number(try #require(JSONNumber(literal: "1e500")))]
        await #expect(throws: Failure.self) {
            try await desk.store.receive(
                InboundDelivery(sid: "SM1", from: .anna, NewMessage("x", direction: .inbound, metadata: metadata)))
        }
        #expect(try await desk.items() == [])
    }

    @Test("what no store can tell is an error, and the next delivery stores the message")
    func unavailable() async throws {
        let desk = try Desk()
        desk.tables.reset { call throws(TableError) in
            if call.isWrite { throw TableError(.unavailable(mayHaveWritten: false), "down") }
        }
        await #expect(throws: Failure.self) { try await desk.receive(sid: "SM1") }
        desk.tables.reset()
        try await desk.arrive(sid: "SM1")
        #expect(try await desk.history() == ["Hello"])
    }
}
