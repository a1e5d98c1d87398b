import AWSServices
import Gateway
import SystemTestSupport
import Tables
import Testing
import Twilio
import WireFormats

@testable import LocalCloud
@testable import WhatsApp

@Suite("One person, two addresses")
struct LinkedAddressTests {
    private static let id = "whatsapp:US.13491208655302741918"
    private static let number = "whatsapp:+14155550100"
    private static let user: ContactAddress = .known(id)
    private static let withID = [("ExternalUserId", id)]

    /// What staff and callers find by an address.
    private func found(_ shop: Shop, by address: String) async throws -> [JSON?] {
        let current = try await shop.desk.ask("GET", "/session/\(address)", as: .clerk)
        let history = try await shop.desk.ask("GET", "/session/\(address)/history", as: .clerk)
        let operation = try await shop.desk.perform("get_session_by_phone", ["phone_number": .string(address)])
        let said = try await shop.desk.perform("get_conversation_history", ["phone_number": .string(address)])
        return [
            current.body["session"], current.body["conversation_history"], history.body["messages"], operation.body,
            said.body,
        ]
    }

    private func expectSame(_ shop: Shop, sourceLocation: SourceLocation = #_sourceLocation) async throws {
        let byNumber = try await found(shop, by: "+14155550100")
        #expect(byNumber[0]?.object != nil, sourceLocation: sourceLocation)
        #expect(try await found(shop, by: Self.id) == byNumber, sourceLocation: sourceLocation)
        #expect(byNumber[0]?["phone_number"] == "+14155550100", sourceLocation: sourceLocation)
    }

    @Test("who writes with number and id, and then with the id alone, goes on with their session and order")
    func numberFirst() async throws {
        try await Shop.with { (shop) async throws in
            _ = try await shop.say("5 units of Product A", sid: "SM1", from: Self.number, Self.withID)
            let session = try #require(try await shop.session())
            #expect(try await shop.say("Hello again", sid: "SM2", from: Self.id, Self.withID).status == 200)
            #expect(try await shop.say("And again", sid: "SM3", from: Self.id).status == 200)
            let after = try #require(try await shop.session(of: Self.user))
            #expect(after.id == session.id && after.messageCount == 6 && after.orderDetails == session.orderDetails)
            #expect(after.orderDetails != nil)
            try await expectSame(shop)
            #expect(try await shop.desk.listed("/sessions") == [[session.id]])
        }
    }

    @Test("without a sender, the id alone says who writes")
    func withoutFrom() async throws {
        try await Shop.with { (shop) async throws in
            _ = try await shop.say("Hello", sid: "SM1", from: Self.number, Self.withID)
            #expect(try await shop.say("Again", sid: "SM2", from: "", Self.withID).status == 200)
            #expect(try await shop.session()?.messageCount == 4)
        }
    }

    @Test("who is known by an id goes on with their session when the number comes")
    func idFirst() async throws {
        try await Shop.with { (shop) async throws in
            _ = try await shop.say("5 units of Product A", sid: "SM1", from: Self.id)
            let session = try #require(try await shop.session(of: Self.user))
            _ = try await shop.say("Hello again", sid: "SM2", from: Self.number, Self.withID)
            _ = try await shop.say("And again", sid: "SM3", from: Self.number)
            let after = try #require(try await shop.session())
            #expect(after.id == session.id && after.messageCount == 6 && after.orderDetails == session.orderDetails)
            try await expectSame(shop)
        }
    }

    @Test("STOP under one address holds under the other, and so does START")
    func optedOut() async throws {
        for (first, second) in [(Self.number, Self.id), (Self.id, Self.number)] {
            try await Shop.with { (shop) async throws in
                _ = try await shop.say("Hello", sid: "SM0", from: first)
                _ = try await shop.say("Hello", sid: "SM1", from: Self.number, Self.withID)
                #expect(try await shop.say("STOP", sid: "SM2", from: first).text == Response.noReply)
                #expect(try await shop.say("Hello", sid: "SM3", from: second).text == Response.noReply)
                #expect(try await shop.desk.store.contact(.known(second))?.hasOptedOut == true)
                #expect(try await shop.say("START", sid: "SM4", from: second).text == Response.noReply)
                #expect(try await shop.desk.store.contact(.known(first))?.hasOptedOut == false)
                let fields = [
                    ("MessageSid", "SMout"), ("MessageStatus", "failed"), ("ErrorCode", "21610"), ("To", second),
                ]
                _ = try await shop.post("/twilio-status", fields: Shop.form(fields))
                #expect(try await shop.desk.store.contact(.known(first))?.hasOptedOut == true)
            }
        }
    }

    @Test("a message that comes again is the same one, also when the addresses have been linked since")
    func again() async throws {
        try await Shop.with { (shop) async throws in
            let first = try await shop.say("5 units of Product A", sid: "SM1", from: Self.id)
            _ = try await shop.say("Hello", sid: "SM2", from: Self.number)
            let second = try await shop.say("Hello again", sid: "SM3", from: Self.number, Self.withID)
            let items = try await shop.desk.items()
            #expect(try await shop.say("5 units of Product A", sid: "SM1", from: Self.id) == first)
            #expect(try await shop.say("Hello again", sid: "SM3", from: Self.number, Self.withID) == second)
            #expect(try await shop.say("Hello again", sid: "SM3", from: Self.number) == second)
            #expect(try await shop.say("Hello again", sid: "SM3", from: Self.id) == second)
            #expect(try await shop.desk.items() == items)
        }
    }

    @Test("20 messages at the same time, by either address and both: one contact, one session, every message")
    func parallel() async throws {
        try await Shop.with { (shop) async throws in
            try await withThrowingTaskGroup { group in
                for number in 0..<20 {
                    group.addTask { () async throws in
                        let (from, more) =
                            switch number % 3 {
                            case 0: (Self.number, Self.withID)
                            case 1: (Self.number, [])
                            default: (Self.id, Self.withID)
                            }
                        #expect(
                            try await shop.say("Hello \(number)", sid: "SM\(number)", from: from, more).status == 200)
                    }
                }
                try await group.waitForAll()
            }
            _ = try await shop.say("Last", sid: "SM20", from: Self.number, Self.withID)
            let contacts = try await shop.desk.items().filter { $0["session_ordinal"] != nil }
            #expect(contacts.count == 1)
            #expect(try await shop.desk.listed("/sessions", [("status", "active")]).joined().count == 1)
            let history = try await shop.desk.ask("GET", "/session/\(Self.id)/history", as: .clerk)
            var said = try #require(history.body["messages"]?.array).compactMap { $0["content"]?.string }
            if let cursor = history.body["next_cursor"]?.string {
                let more = try await shop.desk.ask(
                    "GET", "/session/\(Self.id)/history", query: [("cursor", cursor)], as: .clerk)
                said += try #require(more.body["messages"]?.array).compactMap { $0["content"]?.string }
                #expect(more.body["next_cursor"] == .null)
            }
            #expect(Set(said).isSuperset(of: (0..<20).map { "Hello \($0)" }) && said.count == 42)
        }
    }

    @Test("two contacts who turn out to be one: the active session goes on, and everything that was said is found")
    func merged() async throws {
        try await Shop.with { (shop) async throws in
            _ = try await shop.say("Long ago", sid: "SM1", from: Self.number)
            let old = try #require(try await shop.session()?.id)
            shop.desk.clock.advance(.seconds(90_000))
            _ = try await shop.say("5 units of Product A", sid: "SM2", from: Self.id)
            let session = try #require(try await shop.session(of: Self.user))
            _ = try await shop.say("Hello", sid: "SM3", from: Self.number, Self.withID)
            let after = try #require(try await shop.session())
            #expect(after.id == session.id && after.messageCount == 4 && after.orderDetails == session.orderDetails)
            #expect(try await shop.desk.ask("GET", "/sessions/\(old)/messages", as: .clerk).status == 200)
            var pages: [[String]] = []
            var cursor: String?
            repeat {
                let page = try await shop.desk.ask(
                    "GET", "/session/+14155550100/history",
                    query: [("limit", "3")] + (cursor.map { [("cursor", $0)] } ?? []), as: .clerk)
                pages.append(page.body["messages"]?.array?.compactMap { $0["content"]?.string } ?? [])
                cursor = page.body["next_cursor"]?.string
            } while cursor != nil
            #expect(
                pages == [
                    [WebhookTests.confirmation, "Hello", "You said: Hello"], ["5 units of Product A"],
                    ["Long ago", "You said: Long ago"],
                ])
            try await expectSame(shop)
        }
    }

    @Test("where both have an active session, the number's goes on, with the order and the human of the other one")
    func mergedActive() async throws {
        try await Shop.with { (shop) async throws in
            _ = try await shop.say("Hello", sid: "SM1", from: Self.number)
            _ = try await shop.say("5 units of Product A", sid: "SM2", from: Self.id)
            let number = try #require(try await shop.session())
            let id = try #require(try await shop.session(of: Self.user))
            _ = try await shop.desk.store.change(session: id.id, SessionChange(mode: .human))
            _ = try await shop.say("It is me", sid: "SM3", from: Self.id, [("ExternalUserId", "whatsapp:US.ENT.1181")])
            _ = try await shop.say("It is me", sid: "SM4", from: Self.number, Self.withID)
            let after = try #require(try await shop.session())
            #expect(after.id == number.id && after.orderDetails == id.orderDetails && after.mode == .human)
            let ended = try #require(try await shop.desk.session(id.id))
            #expect(ended.status == .completed && ended.orderDetails == id.orderDetails)
            try await expectSame(shop)
            let conflict = try await shop.desk.ask(
                "POST", "/sessions/\(id.id)/messages", ["text": "Hello"], as: .clerk)
            #expect(conflict == Answer(409, ["detail": "The contact has a newer session"]))
        }
    }

    @Test("who has opted out as either has opted out as one", arguments: [number, id])
    func mergedOptedOut(stopped: String) async throws {
        try await Shop.with(options: WhatsApp.Options(retentionDays: 30)) { (shop) async throws in
            for (index, address) in [Self.number, Self.id].enumerated() {
                _ = try await shop.say("Hello", sid: "SM1\(index)", from: address)
            }
            _ = try await shop.say("STOP", sid: "SM2", from: stopped)
            #expect(
                try await shop.say("Hello", sid: "SM3", from: Self.number, Self.withID).text == Response.noReply)
            for address in [Self.number, Self.id] {
                #expect(try await shop.desk.store.contact(.known(address))?.hasOptedOut == true)
                let answer = try await shop.desk.ask("GET", "/session/\(address)", as: .clerk)
                #expect(answer.body["session"]?["opted_out"] == true)
            }
            // Nothing of it is ever removed by time.
            #expect(try await shop.desk.items().filter { $0["sk"] == "contact" }.allSatisfy { $0["ttl"] == nil })
            for session in try await shop.desk.listed("/sessions").joined() {
                let answer = try await shop.desk.ask("GET", "/sessions/\(session)", as: .clerk)
                #expect(answer.body["opted_out"] == true)
            }
        }
    }

    @Test(
        "an id of another channel, or one that is none, links nothing",
        arguments: ["+14155550199", "rcs:x", "x y", Self.number])
    func noID(_ other: String) async throws {
        try await Shop.with { (shop) async throws in
            #expect(
                try await shop.say("Hello", sid: "SM1", from: Self.number, [("ExternalUserId", other)]).status == 200)
            #expect(try await shop.desk.items().allSatisfy { $0["same_as"] == nil })
        }
    }

    @Test("a linked address costs one call more, and one that comes with the other none")
    func calls() async throws {
        let desk = try Desk()
        let message = NewMessage("Hello", direction: .inbound)
        func calls(_ sid: String, _ from: ContactAddress, _ also: ContactAddress?) async throws -> Int {
            desk.tables.reset()
            _ = try await desk.store.receive(InboundDelivery(sid: sid, from: from, also: also, message))
            return desk.tables.calls
        }
        _ = try await calls("SM0", .anna, nil)
        #expect(try await calls("SM1", .anna, nil) == 3)
        #expect(try await calls("SM2", .anna, Self.user) == 3)
        #expect(try await calls("SM3", .anna, Self.user) == 3)
        #expect(try await calls("SM4", Self.user, .anna) == 3)
        #expect(try await calls("SM5", Self.user, nil) == 4)
    }

    @Test("two contacts become one at once or not at all")
    func mergeFails() async throws {
        let desk = try Desk()
        try await desk.arrive(sid: "SM1")
        try await desk.arrive(sid: "SM2", from: Self.user)
        let items = try await desk.items()
        desk.tables.reset { call throws(TableError) in
            if call.isWrite, call.moment == .before { throw TableError(.unavailable(mayHaveWritten: false), "down") }
        }
        let delivery = InboundDelivery(sid: "SM3", from: .anna, also: Self.user, NewMessage("x", direction: .inbound))
        await #expect(throws: Failure.self) { try await desk.store.receive(delivery) }
        #expect(try await desk.items() == items)
        desk.tables.reset()
        guard case .claimed(let arrival) = try await desk.store.receive(delivery) else {
            Issue.record("the message is not claimed")
            return
        }
        #expect(arrival.conversation.contact.address == .anna)
    }
}
