import AWSServices
import Gateway
import SystemSupport
import SystemTestSupport
import Testing
import WireFormats

@testable import WhatsApp

@Suite("Replies")
struct SettlementTests {
    private static let order: JSON = ["items": [["name": "Product A", "quantity": 5]], "total_amount": 129.95]

    @Test("a reply, the order and what the webhook answers are written together, and a repeat finds them")
    func together() async throws {
        let desk = try Desk()
        let arrival = try await desk.arrive(sid: "SM1")
        desk.clock.advance(.seconds(3))
        desk.tables.reset()
        let settled = try await desk.store.settle(
            arrival.claim,
            Settlement(
                answer: "<Response/>",
                messages: [
                    NewMessage("Order received", direction: .outbound, delivery: .queued),
                    NewMessage("Noted", type: .system, direction: .outbound),
                ], orderDetails: Self.order, context: ["topic": "order"]))
        #expect(desk.tables.calls == 2)
        guard case .done(let session, let messages) = settled else {
            Issue.record("the claim was lost")
            return
        }
        #expect(messages.map(\.content) == ["Order received", "Noted"])
        #expect(session.messageCount == 3 && session.version == 1 && session.lastActivity == messages[1].timestamp)
        #expect(session.orderDetails?.plainJSON == Self.order && session.context == ["topic": "order"])
        #expect(try await desk.session(session.id) == session)
        #expect(try await desk.history() == ["Hello", "Order received", "Noted"])
        guard case .answered(let receipt) = try await desk.receive(sid: "SM1") else {
            Issue.record("the reply is not known")
            return
        }
        #expect(receipt.answer == "<Response/>" && receipt.replies == messages.map(\.place))
        #expect(try await desk.store.messages(receipt.replies, of: .anna) == messages)
    }

    @Test("one claim settles once, however often it is tried")
    func once() async throws {
        let desk = try Desk()
        let claim = try await desk.arrive(sid: "SM1").claim
        let settled = try await withThrowingTaskGroup { group in
            for number in 0..<20 {
                group.addTask {
                    let settlement = Settlement(
                        answer: "\(number)", messages: [NewMessage("Reply \(number)", direction: .outbound)],
                        orderDetails: ["number": .number(JSONNumber(number))])
                    if case .done = try await desk.store.settle(claim, settlement) { return 1 }
                    return 0
                }
            }
            return try await group.reduce(0, +)
        }
        #expect(settled == 1)
        #expect(try await desk.history().count == 2)
        let session = try #require(try await desk.store.conversation(with: .anna)?.session)
        #expect(session.messageCount == 2 && session.version == 1)
    }

    @Test("a reply that is put off is claimed by who sends it, and the webhook keeps its answer")
    func deferred() async throws {
        let desk = try Desk()
        let arrival = try await desk.arrive(sid: "SM1")
        let id = arrival.conversation.session.id
        #expect(try await desk.store.claimDeferred(id: "SM1", inSession: id) == .underWay)
        #expect(try await desk.store.putOff(arrival.claim, answer: "<Response/>"))
        #expect(try await !desk.store.putOff(arrival.claim, answer: "again"))
        guard case .lost = try await desk.store.settle(arrival.claim, Settlement(answer: "late")) else {
            Issue.record("the claim outlived what was put off")
            return
        }
        guard case .answered(let receipt) = try await desk.receive(sid: "SM1"), receipt.state == .deferred else {
            Issue.record("the webhook gets no answer")
            return
        }
        guard case .claimed(let taken) = try await desk.store.claimDeferred(id: "SM1", inSession: id) else {
            Issue.record("the reply cannot be claimed")
            return
        }
        #expect(!taken.isTakenOver && taken.message == arrival.message)
        #expect(try await desk.store.claimDeferred(id: "SM1", inSession: id) == .underWay)
        desk.clock.advance(.seconds(61))
        guard case .claimed(let again) = try await desk.store.claimDeferred(id: "SM1", inSession: id) else {
            Issue.record("the reply cannot be taken over")
            return
        }
        #expect(again.isTakenOver)
        let reply = NewMessage("Reply", direction: .outbound, delivery: .queued)
        guard case .done = try await desk.store.settle(again.claim, Settlement(answer: "ignored", messages: [reply]))
        else {
            Issue.record("the claim was lost")
            return
        }
        #expect(try await desk.store.claimDeferred(id: "SM1", inSession: id) == .settled)
        let settled = try #require(try await desk.store.receipt("SM1", of: .anna))
        #expect(settled.state == .settled && settled.answer == "<Response/>" && settled.replies.count == 1)
        #expect(try await desk.history() == ["Hello", "Reply"])
    }

    @Test("nothing is claimed of what is not known")
    func unknown() async throws {
        let desk = try Desk()
        let id = try await desk.arrive(sid: "SM1").conversation.session.id
        #expect(try await desk.store.claimDeferred(id: "SM2", inSession: id) == nil)
        #expect(try await desk.store.claimDeferred(id: "SM1", inSession: "nonsense") == nil)
    }

    @Test("the reply to a message of a session that has ended meanwhile goes into that session, without reviving it")
    func ended() async throws {
        let desk = try Desk()
        let arrival = try await desk.arrive(sid: "SM1")
        let before = arrival.conversation.session
        _ = try await desk.store.end(session: before.id, as: .completed)
        desk.clock.advance(.seconds(5))
        let settlement = Settlement(
            answer: "", messages: [NewMessage("Reply", direction: .outbound)], orderDetails: Self.order)
        guard case .done(let session, _) = try await desk.store.settle(arrival.claim, settlement) else {
            Issue.record("the claim was lost")
            return
        }
        #expect(
            session.status == .completed && session.messageCount == 2 && session.lastActivity == before.lastActivity)
        #expect(try await desk.session(before.id) == session)
    }

    @Test("a context that would be too large is refused, and nothing is written")
    func tooLarge() async throws {
        let desk = try Desk()
        let arrival = try await desk.arrive(sid: "SM1")
        await #expect(throws: Failure.self) {
            try await desk.store.settle(
                arrival.claim,
                Settlement(answer: "", context: ["a": .string(String(repeating: "x", count: 70_000))]))
        }
        #expect(try await desk.receive(sid: "SM1") == .underWay)
        #expect(try await desk.history() == ["Hello"])
    }
}
