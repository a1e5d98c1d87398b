import AWSServices
import Gateway
import SystemSupport
import SystemTestSupport
import Tables
import Testing
import Twilio
import WireFormats

@testable import LocalCloud
@testable import WhatsApp

@Suite("Replies that come later")
struct LaterReplyTests {
    /// The webhook has no time for the model.
    static let hurried = WhatsApp.Options(webhookTime: .milliseconds(400), storingTime: .milliseconds(300))

    /// Hangs when it is asked by the webhook, answers when there is time.
    static func slow(_ answer: @escaping ScriptedModel.Script = Shop.takesOrders) -> ScriptedModel {
        ScriptedModel { request throws(ModelError) in
            guard let limit = request.timeLimit, limit < .seconds(1) else { return try await answer(request) }
            try? await Task.sleep(for: limit)
            throw ModelError(.timedOut, "time was up")
        }
    }

    @Test("a model that hangs: the webhook is answered all the same, and the reply is sent later, once")
    func hangs() async throws {
        try await Shop.with(model: Self.slow(), options: Self.hurried) { shop in
            #expect(try await shop.say("5 units of Product A", sid: "SM1").text == Response.noReply)
            let session = try #require(try await shop.session())
            let event: JSONObject = [
                "action": "SEND_REPLY", "session_id": .string(session.id), "message_sid": "SM1",
            ]
            #expect(shop.started.all == [event])
            #expect(try await shop.run(event) == ["sent_messages": 1])
            #expect(try await shop.run(event) == ["sent_messages": 0])
            #expect(try await shop.say("5 units of Product A", sid: "SM1").text == Response.noReply)
            #expect(shop.sent == [WebhookTests.confirmation] && shop.started.all.count == 1)
            let messages = try await shop.messages()
            #expect(messages.map(\.content) == ["5 units of Product A", WebhookTests.confirmation])
            #expect(messages.last?.sid == shop.outbox.all.first?.sid && messages.last?.delivery == .queued)
            #expect(try await shop.session()?.orderDetails?.plainJSON["items"]?[0]?["quantity"] == 5)
        }
    }

    @Test("events that come at the same time send once")
    func parallelEvents() async throws {
        try await Shop.with(model: Self.slow(), options: Self.hurried) { shop in
            _ = try await shop.say("5 units of Product A", sid: "SM1")
            let event = try #require(shop.started.all.first)
            try await withThrowingTaskGroup { group in
                for _ in 0..<10 { group.addTask { try await shop.run(event) } }
                try await group.waitForAll()
            }
            #expect(shop.sent == [WebhookTests.confirmation])
        }
    }

    @Test("a model that fails for good: one text says so, stored as a system message", arguments: [true, false])
    func fails(isRetryable: Bool) async throws {
        let model = ScriptedModel { _ throws(ModelError) in
            throw ModelError(isRetryable ? .throttled(retryAfter: nil) : .notAvailable, "as the test wants it")
        }
        try await Shop.with(model: model) { shop in
            let answer = try await shop.say("Hello", sid: "SM1").text
            try await shop.runStarted()
            try await shop.runStarted()
            #expect(answer == (isRetryable ? Response.noReply : Response.twiML(ReplyText.failed)))
            #expect(shop.sent == (isRetryable ? [ReplyText.failed] : []))
            let messages = try await shop.messages()
            #expect(messages.map(\.content) == ["Hello", ReplyText.failed] && messages.last?.type == .system)
        }
    }

    @Test("a worker that is lost between Twilio and the store: whoever takes over finds out, and does not send twice")
    func killed() async throws {
        try await Shop.with(model: Self.slow(), options: Self.hurried) { shop in
            _ = try await shop.say("5 units of Product A", sid: "SM1")
            let event = try #require(shop.started.all.first)
            shop.desk.tables.reset { [outbox = shop.outbox] call throws(TableError) in
                // Nothing is written any more once the message is at Twilio, not even that the claim is given back.
                if call.isWrite, call.moment == .before, !outbox.all.isEmpty {
                    throw TableError(.unavailable(mayHaveWritten: false), "killed")
                }
            }
            await #expect(throws: Failure.self) { try await shop.run(event) }
            shop.desk.tables.reset()
            #expect(shop.sent == [WebhookTests.confirmation])
            #expect(try await shop.messages().last?.sid == nil)
            #expect(try await shop.run(event) == ["sent_messages": 0])
            shop.desk.clock.advance(.seconds(121))
            #expect(try await shop.run(["action": "SWEEP"])["started_replies"] == 1)
            #expect(try await shop.run(event) == ["sent_messages": 1])
            #expect(shop.sent == [WebhookTests.confirmation])
            #expect(try await shop.messages().last?.sid == shop.outbox.all.first?.sid)
            #expect(try await shop.run(["action": "SWEEP"])["started_replies"] == 0)
        }
    }

    @Test("an answer of Twilio's that is lost is made up for by its list", arguments: ["lose", "lose once"])
    func lost(marker: String) async throws {
        let model = Self.slow { _ throws(ModelError) in ModelAnswer(text: "Thanks [twilio \(marker)]") }
        try await Shop.with(model: model, options: Self.hurried) { shop in
            _ = try await shop.say("Hello", sid: "SM1")
            try await shop.runStarted()
            #expect(shop.sent == ["Thanks [twilio \(marker)]"])
            #expect(try await shop.messages().last?.sid == shop.outbox.all.first?.sid)
        }
    }

    @Test("an error of Twilio's that may pass fails the event, which comes again")
    func comesAgain() async throws {
        let model = Self.slow { _ throws(ModelError) in ModelAnswer(text: "Thanks [twilio fail once]") }
        try await Shop.with(model: model, options: Self.hurried) { shop in
            _ = try await shop.say("Hello", sid: "SM1")
            let event = try #require(shop.started.all.first)
            await #expect(throws: Failure.self) { try await shop.run(event) }
            #expect(shop.sent == [])
            #expect(try await shop.run(event) == ["sent_messages": 1])
            #expect(shop.sent == ["Thanks [twilio fail once]"])
            #expect(try await shop.messages().count == 2)
        }
    }

    @Test("of a long reply, only the parts that are missing are sent again")
    func parts() async throws {
        let text = Array(repeating: String(repeating: "word ", count: 200), count: 4).joined(separator: "\n\n")
        let model = Self.slow { _ throws(ModelError) in ModelAnswer(text: text) }
        try await Shop.with(model: model, options: Self.hurried) { shop in
            _ = try await shop.say("Hello", sid: "SM1")
            let event = try #require(shop.started.all.first)
            shop.desk.tables.reset { [outbox = shop.outbox] call throws(TableError) in
                if call.isWrite, call.moment == .before, outbox.all.count == 2 {
                    throw TableError(.unavailable(mayHaveWritten: false), "killed")
                }
            }
            await #expect(throws: Failure.self) { try await shop.run(event) }
            shop.desk.tables.reset()
            #expect(shop.sent.count == 2)
            shop.desk.clock.advance(.seconds(121))
            try await shop.run(event)
            let parts = MessageText.parts(of: text)
            #expect(parts.count == 4 && shop.sent == parts)
            let replies = try await shop.messages().dropFirst()
            #expect(replies.map(\.content) == parts && replies.map(\.sid) == shop.outbox.all.map(\.sid))
        }
    }

    @Test("nothing is sent to a customer who has opted out meanwhile, nor after the service window")
    func refused() async throws {
        try await Shop.with(model: Self.slow(), options: Self.hurried) { shop in
            _ = try await shop.say("5 units of Product A", sid: "SM1")
            _ = try await shop.say("2 units of Product B", sid: "SM2", from: "whatsapp:+14155550199")
            _ = try await shop.desk.store.setOptedOut(true, .anna)
            shop.desk.clock.advance(.seconds(24 * 3600 + 1))
            try await shop.runStarted()
            #expect(shop.sent == [])
            #expect(try await shop.messages().count == 1)
            let late = try #require(try await shop.messages(of: .ben).last)
            #expect(late.delivery == .failed && late.errorCode == "63016")
        }
    }

    @Test("a self-invocation that fails is made up for by the sweep")
    func notStarted() async throws {
        try await Shop.with(model: Self.slow(), options: Self.hurried) { shop in
            _ = try await shop.say("5 units of Product A", sid: "SM1")
            shop.desk.clock.advance(.seconds(1))
            #expect(try await shop.run(["action": "SWEEP"])["started_replies"] == 1)
            #expect(shop.started.all.count == 2 && shop.started.all[0] == shop.started.all[1])
            try await shop.runStarted()
            #expect(shop.sent == [WebhookTests.confirmation])
        }
    }
}
