import SystemTestSupport
import Testing
import WireFormats

@testable import WhatsApp

@Suite("Replies that nobody sees to")
struct OverdueReplyTests {
    @Test("a reply is due when its worker's time is up, or as soon as it is put off, until it is there")
    func due() async throws {
        let desk = try Desk()
        let anna = try await desk.arrive(sid: "SM1")
        let ben = try await desk.arrive(sid: "SM2", from: .ben)
        #expect(try await desk.store.putOff(ben.claim, answer: ""))
        #expect(try await desk.store.overdueReplies(limit: 10).map(\.id) == [])
        desk.clock.advance(.seconds(1))
        #expect(try await desk.store.overdueReplies(limit: 10).map(\.id) == ["SM2"])
        desk.clock.advance(.seconds(60))
        let due = try await desk.store.overdueReplies(limit: 10)
        #expect(due.map(\.id) == ["SM2", "SM1"] && due.map(\.state) == [.deferred, .pending])
        for receipt in due {
            guard case .claimed(let arrival) = try await desk.claim(receipt) else {
                Issue.record("\(receipt.id) cannot be claimed")
                continue
            }
            #expect(try await desk.claim(receipt) == .underWay)
            #expect(try await desk.store.overdueReplies(limit: 10).contains { $0.id == receipt.id } == false)
            guard case .done = try await desk.store.settle(arrival.claim, Settlement(answer: "")) else {
                Issue.record("\(receipt.id) cannot be settled")
                continue
            }
        }
        desk.clock.advance(.seconds(600))
        #expect(try await desk.store.overdueReplies(limit: 10) == [])
        guard case .lost = try await desk.store.settle(anna.claim, Settlement(answer: "")) else {
            Issue.record("the first worker's claim is still good")
            return
        }
        #expect(try await desk.claim(due[0]) == .settled)
    }

    @Test("the longest due come first, as many as asked for")
    func limit() async throws {
        let desk = try Desk()
        for number in 0..<5 {
            try await desk.arrive(sid: "SM\(number)", from: .known("+1415555020\(number)"))
            desk.clock.advance(.seconds(1))
        }
        desk.clock.advance(.seconds(100))
        #expect(try await desk.store.overdueReplies(limit: 3).map(\.id) == ["SM0", "SM1", "SM2"])
    }
}

extension Desk {
    fileprivate func claim(_ receipt: Receipt) async throws -> WhatsAppStore.Deferral? {
        try await store.claimDeferred(id: receipt.id, inSession: receipt.sessionID)
    }
}
