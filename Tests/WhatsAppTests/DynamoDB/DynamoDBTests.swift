import AWSServices
import SystemTestSupport
import TestSupport
import Testing
import WireFormats

@testable import WhatsApp

@Suite("On DynamoDB (moto), beside boto3")
struct DynamoDBTests {
    @Test("20 first messages at the same time open one session with 20 messages")
    func parallelFirst() async throws {
        let moto = try await MotoDesk()
        try await ReceptionTests.checkParallelFirst(moto.desk)
    }

    @Test("the same message 50 times at the same time is stored once, and one gets to reply")
    func parallelSame() async throws {
        let moto = try await MotoDesk()
        try await ReceptionTests.checkParallelSame(moto.desk)
    }

    @Test("a conversation is begun, answered, handed over, listed, ended, expired and gone on with as on SQLite")
    func life() async throws {
        let moto = try await MotoDesk()
        let desk = moto.desk
        let arrival = try await desk.arrive("5 units", sid: "SM1")
        let settlement = Settlement(
            answer: "<Response/>", messages: [NewMessage("Order received", direction: .outbound, delivery: .queued)],
            orderDetails: ["items": [["name": "Product A", "quantity": 5]]], context: ["a": 1])
        guard case .done(let session, let replies) = try await desk.store.settle(arrival.claim, settlement) else {
            Issue.record("the claim was lost")
            return
        }
        guard case .lost = try await desk.store.settle(arrival.claim, settlement) else {
            Issue.record("the claim was good twice")
            return
        }
        let reference = try #require(replies.first?.reference)
        for status in [DeliveryStatus.delivered, .sent, .read] {
            _ = try await desk.store.note(.init(sid: "SM9", status: status), of: reference)
        }
        #expect(try await desk.store.message(replies[0].place, of: .anna)?.delivery == .read)
        desk.clock.advance(.seconds(1))
        let ben = try await desk.arrive("Hi", sid: "SM2", from: .ben).conversation.session.id
        #expect(try await desk.ask("PATCH", "/sessions/\(ben)", ["mode": "human"], as: .clerk).status == 200)
        #expect(try await desk.listed("/sessions", [("mode", "human")]) == [[ben]])
        #expect(try await desk.listed("/sessions", [("limit", "1")]) == [[ben], [session.id]])
        #expect(try await desk.perform("complete_session", ["session_id": .string(ben)]).body == true)
        #expect(try await desk.listed("/sessions", [("mode", "human")]) == [[]])
        desk.clock.advance(.seconds(86_401))
        let sweep = try #require(desk.service.actions["SWEEP"])
        #expect(try await sweep(["action": "SWEEP"])["expired_sessions"] == 1)
        let next = try await desk.arrive("Again", sid: "SM3").conversation.session
        #expect(next.previousID == session.id && next.ordinal == 2)
        #expect(try await desk.history() == ["5 units", "Order received", "Again"])
        #expect(try await desk.perform("get_active_sessions_count").body == 1)
    }

    @Test("two contacts who turn out to be one become one, and are found under either address, as on SQLite")
    func linked() async throws {
        let moto = try await MotoDesk()
        let desk = moto.desk
        let user = ContactAddress.known("US.13491208655302741918")
        let kept = try await desk.arrive("One", sid: "SM1").conversation.session
        let ended = try await desk.arrive("Two", sid: "SM2", from: user).conversation.session
        #expect(try await desk.store.setOptedOut(true, user))
        let both = InboundDelivery(sid: "SM3", from: user, also: .anna, NewMessage("Three", direction: .inbound))
        guard case .claimed(let arrival) = try await desk.store.receive(both) else {
            Issue.record("the message is not claimed")
            return
        }
        #expect(arrival.conversation.session.id == kept.id && arrival.conversation.contact.hasOptedOut)
        #expect(try await desk.session(ended.id)?.status == .completed)
        #expect(try await desk.store.setOptedOut(false, user))
        for address in [ContactAddress.anna, user] {
            #expect(try await desk.store.contact(address)?.address == .anna)
            #expect(try await desk.store.contact(address)?.hasOptedOut == false)
            let first = try await desk.store.history(of: address, limit: 50)
            #expect(first.messages.map(\.content) == ["One", "Three"])
            let rest = try await desk.store.history(of: address, limit: 50, at: first.next)
            #expect(rest.messages.map(\.content) == ["Two"] && rest.next == nil)
        }
    }

    @Test("boto3 finds sessions in their lists, and all of a contact in one partition")
    func readByBoto3() async throws {
        let moto = try await MotoDesk()
        let id = try await moto.desk.arrive("Hi", sid: "SM1").conversation.session.id
        _ = try await moto.desk.ask(
            "PATCH", "/sessions/\(id)", ["mode": "human", "order_details": ["total_amount": 129.95]], as: .clerk)
        let seen = try await moto.cloud.python(
            """
            lists = [['gsi1', 'wa#sessions#active'], ['gsi1', 'wa#sessions#human'], ['gsi2', 'wa#sessions']]
            listed = [[[item['sk'], item[index + 'sk']] for item in conversations.query(
                IndexName=index, KeyConditionExpression=Key(index + 'pk').eq(name))['Items']] for index, name in lists]
            items = conversations.query(KeyConditionExpression=Key('pk').eq('wa#whatsapp:+14155550100'))['Items']
            session = [item for item in items if item['sk'].startswith('session#')][0]
            print(json.dumps([listed, [item['sk'][:9] for item in items],
                [str(session['order_details']['total_amount']), int(session['message_count']), session['mode']]]))
            """)
        let entry = JSON.string("2026-11-21T08:00:00.000001Z#\(id)")
        #expect(
            try JSON(parsing: seen) == [
                [[["session#00000001", entry]], [["handoff#00000001", entry]], [["session#00000001", entry]]],
                ["contact", "handoff#0", "message#0", "receipt#S", "session#0"], ["129.95", 1, "human"],
            ])
    }
}
