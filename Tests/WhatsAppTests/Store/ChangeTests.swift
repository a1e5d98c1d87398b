import AWSServices
import Gateway
import Synchronization
import SystemTestSupport
import Testing
import WireFormats

@testable import WhatsApp

@Suite("Changes of a session")
struct ChangeTests {
    private func done(_ changing: WhatsAppStore.Changing) throws -> WhatsAppSession {
        guard case .done(let conversation) = changing else { throw NotDone(changing: changing) }
        return conversation.session
    }

    private struct NotDone: Error { let changing: WhatsAppStore.Changing }

    @Test("context is merged, null removes, the order is replaced, and each change counts as activity")
    func merge() async throws {
        let desk = try Desk()
        let id = try await desk.arrive(sid: "SM1").conversation.session.id
        desk.clock.advance(.seconds(10))
        let first = try done(
            try await desk.store.change(
                session: id, SessionChange(context: ["a": 1, "b": ["c": "d"]], orderDetails: ["n": 1])))
        #expect(first.context == ["a": 1, "b": .map(["c": "d"])] && first.version == 1)
        #expect(first.lastActivity.description == "2026-11-21T08:00:10.000000Z")
        let second = try done(
            try await desk.store.change(
                session: id,
                SessionChange(context: ["a": .null, "x": .null, "e": true], orderDetails: ["m": 2], version: 1)))
        #expect(second.context == ["b": .map(["c": "d"]), "e": true] && second.version == 2)
        #expect(second.orderDetails == .map(["m": 2]))
        #expect(try await desk.session(id) == second)
    }

    @Test("a change that is based on another version is refused")
    func version() async throws {
        let desk = try Desk()
        let id = try await desk.arrive(sid: "SM1").conversation.session.id
        _ = try await desk.store.change(session: id, SessionChange(context: ["a": 1], version: 0))
        let before = try #require(try await desk.store.conversation(ofSession: id))
        #expect(
            try await desk.store.change(session: id, SessionChange(context: ["a": 2], version: 0)) == .outdated(before))
        #expect(try await desk.store.conversation(ofSession: id) == before)
        #expect(try await desk.store.change(session: "nonsense", SessionChange(context: ["a": 2])) == .unknown)
    }

    @Test("changes at the same time are all there, and of those with a version one wins")
    func parallel() async throws {
        let desk = try Desk()
        let id = try await desk.arrive(sid: "SM1").conversation.session.id
        try await withThrowingTaskGroup { group in
            for number in 0..<20 {
                group.addTask {
                    _ = try await desk.store.change(
                        session: id,
                        SessionChange(context: JSONObject([("k\(number)", JSON.number(JSONNumber(number)))])))
                }
            }
            try await group.waitForAll()
        }
        let session = try #require(try await desk.session(id))
        #expect(session.context.count == 20 && session.version == 20)
        let wins = try await withThrowingTaskGroup { group in
            for number in 0..<20 {
                group.addTask {
                    let change = SessionChange(context: ["w": .number(JSONNumber(number))], version: 20)
                    if case .done = try await desk.store.change(session: id, change) { return 1 }
                    return 0
                }
            }
            return try await group.reduce(0, +)
        }
        #expect(wins == 1)
    }

    @Test("messages and changes at the same time do not undo each other")
    func besideMessages() async throws {
        let desk = try Desk()
        let id = try await desk.arrive(sid: "SM0").conversation.session.id
        try await withThrowingTaskGroup { group in
            for number in 1...10 {
                group.addTask { _ = try await desk.arrive(sid: "SM\(number)") }
                group.addTask {
                    _ = try await desk.store.change(
                        session: id, SessionChange(context: JSONObject([("k\(number)", JSON.bool(true))])))
                }
            }
            try await group.waitForAll()
        }
        let session = try #require(try await desk.session(id))
        #expect(session.messageCount == 11 && session.context.count == 10 && session.version == 10)
    }

    @Test("an ended session may still be corrected, but is not revived, handed over, or ended otherwise")
    func ended() async throws {
        let desk = try Desk()
        let id = try await desk.arrive(sid: "SM1").conversation.session.id
        desk.clock.advance(.seconds(60))
        let ended = try done(
            try await desk.store.change(
                session: id, SessionChange(status: .completed, context: ["by": "clerk"], orderDetails: ["n": 1])))
        #expect(ended.status == .completed && ended.endedAt != nil && ended.context == ["by": "clerk"])
        desk.clock.advance(.seconds(60))
        let corrected = try done(try await desk.store.change(session: id, SessionChange(orderDetails: ["n": 2])))
        #expect(corrected.lastActivity == ended.lastActivity && corrected.orderDetails == .map(["n": 2]))
        let conversation = try #require(try await desk.store.conversation(ofSession: id))
        #expect(try await desk.store.change(session: id, SessionChange(status: .active)) == .refused(conversation))
        #expect(try await desk.store.change(session: id, SessionChange(status: .expired)) == .refused(conversation))
        #expect(try await desk.store.change(session: id, SessionChange(mode: .human)) == .refused(conversation))
        #expect(try await desk.store.change(session: id, SessionChange(status: .completed)) == .done(conversation))
        #expect(try await desk.session(id) == corrected)
    }

    @Test("a session that a human handles is in their list until it is given back or ends")
    func handOff() async throws {
        let desk = try Desk()
        let anna = try await desk.arrive(sid: "SM1").conversation.session.id
        desk.clock.advance(.seconds(1))
        let ben = try await desk.arrive(sid: "SM2", from: .ben).conversation.session.id
        for id in [anna, ben] {
            let session = try done(try await desk.store.change(session: id, SessionChange(mode: .human)))
            #expect(session.mode == .human && session.version == 1)
        }
        let human = [("mode", "human")]
        #expect(try await desk.listed("/sessions", human) == [[ben, anna]])
        desk.clock.advance(.seconds(1))
        let arrival = try await desk.arrive(sid: "SM3")
        #expect(arrival.conversation.session.mode == .human)
        #expect(try await desk.listed("/sessions", human) == [[anna, ben]])
        #expect(try await desk.listed("/sessions", [("mode", "bot")]) == [[]])
        _ = try done(try await desk.store.change(session: anna, SessionChange(mode: .bot)))
        #expect(try await desk.listed("/sessions", human) == [[ben]])
        #expect(try await desk.listed("/sessions", [("mode", "bot")]) == [[anna]])
        _ = try await desk.store.end(session: ben, as: .completed)
        #expect(try await desk.listed("/sessions", human) == [[]])
        #expect(try await desk.items().filter { $0["sk"]?.string?.hasPrefix("handoff#") == true } == [])
        #expect(try await desk.session(ben)?.mode == .bot)
    }

    @Test("a message that comes in between reading a session and handing it over leads its entry in the list")
    func handOffBehind() async throws {
        let desk = try Desk()
        let id = try await desk.arrive(sid: "SM0").conversation.session.id
        let hasArrived = Mutex(false)
        desk.tables.reset { call in
            guard call.isWrite, call.moment == .before else { return }
            let isLater = hasArrived.withLock { hasArrived in
                defer { hasArrived = true }
                return hasArrived
            }
            if isLater { return }
            desk.clock.advance(.seconds(1))
            _ = try? await desk.arrive(sid: "SM1")
        }
        _ = try done(try await desk.store.change(session: id, SessionChange(mode: .human)))
        let session = try #require(try await desk.session(id))
        #expect(session.mode == .human && session.messageCount == 2)
        #expect(try await desk.items().filter { $0["sk"] == "handoff#00000001" } == [session.handOffItem])
    }

    @Test("a session handed over while a message comes in is in the right place of the list")
    func handOffRace() async throws {
        let desk = try Desk()
        let id = try await desk.arrive(sid: "SM0").conversation.session.id
        try await withThrowingTaskGroup { group in
            for number in 1...10 { group.addTask { _ = try await desk.arrive(sid: "SM\(number)") } }
            group.addTask { _ = try await desk.store.change(session: id, SessionChange(mode: .human)) }
            try await group.waitForAll()
        }
        let session = try #require(try await desk.session(id))
        let entry = try await desk.items().filter { $0["sk"] == "handoff#00000001" }
        #expect(session.mode == .human && entry == [session.handOffItem])
    }

    @Test("a contact may want no messages, and change their mind")
    func optOut() async throws {
        let desk = try Desk()
        #expect(try await !desk.store.setOptedOut(true, .anna))
        try await desk.arrive(sid: "SM1")
        #expect(try await desk.store.setOptedOut(true, .anna))
        desk.clock.advance(.seconds(1))
        #expect(try await desk.store.setOptedOut(true, .anna))
        let contact = try #require(try await desk.store.contact(.anna))
        #expect(contact.optedOutAt?.description == "2026-11-21T08:00:00.000002Z")
        #expect(try await desk.arrive(sid: "SM2").conversation.contact.hasOptedOut)
        #expect(try await desk.store.setOptedOut(false, .anna))
        #expect(try await desk.store.contact(.anna)?.hasOptedOut == false)
    }

    @Test(
        "what cannot be stored is refused by name, and nothing is written",
        arguments: [
            (["a": .string(String(repeating: "x", count: 66_000))], "context"), (["": 1], "context"),
            (["a": ["": 1]], "context"),
        ] as [(JSONObject, String)])
    func refused(_ context: JSONObject, _ field: String) async throws {
        let desk = try Desk()
        let id = try await desk.arrive(sid: "SM1").conversation.session.id
        let before = try await desk.items()
        let failure = await #expect(throws: Failure.self) {
            try await desk.store.change(session: id, SessionChange(context: context))
        }
        #expect(failure?.kind == .invalid(field: field))
        #expect(try await desk.items() == before)
    }
}
