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

@Suite("Webhooks")
struct WebhookTests {
    static let confirmation = "✅ Order received: 5 × Product A.\n\nTo change it, just write what should be different."

    @Test("an order is stored, confirmed in the answer, and known to the session")
    func order() async throws {
        try await Shop.with { shop in
            let answer = try await shop.say("5 units of Product A", sid: "SM1")
            #expect(answer.status == 200 && answer.headers["Content-Type"] == "text/xml; charset=utf-8")
            #expect(answer.text == Response.twiML(Self.confirmation))
            let messages = try await shop.messages()
            #expect(messages.map(\.content) == ["5 units of Product A", Self.confirmation])
            #expect(messages.map(\.direction) == [.inbound, .outbound])
            #expect(messages.map(\.delivery) == [nil, .accepted] && messages[0].sid == "SM1")
            let session = try #require(try await shop.session())
            #expect(session.messageCount == 2)
            #expect(
                session.orderDetails?.plainJSON["items"] == [["name": "Product A", "quantity": 5]]
                    && session.orderDetails?.plainJSON["customer_name"] == "Anna"
                    && session.orderDetails?.plainJSON["message_ids"] == [.string(messages[0].id)])
            #expect(shop.sent == [] && shop.started.all == [])
        }
    }

    @Test("without the right signature nothing is answered, stored or said about whom", arguments: ["/api/v1", ""])
    func signature(base: String) async throws {
        try await Shop.with { shop in
            let path = base + "/twilio-webhook-opt"
            let fields = Shop.form([("MessageSid", "SM1"), ("From", "whatsapp:+14155550100"), ("Body", "Hello")])
            for token in [nil, TwilioAuthToken("another"), TwilioAuthToken("")] {
                let answer = try await shop.post(path, fields: fields, token: token)
                #expect(answer.status == 403 && answer.body == .empty)
            }
            #expect(try await shop.post("/twilio-status", fields: fields, token: nil).status == 403)
            #expect(try await shop.desk.items() == [])
            #expect(shop.desk.log.text.contains("refused") && !shop.desk.log.text.contains("4155550100"))
            #expect(try await shop.post(path, fields: fields).status == 200)
        }
    }

    @Test("while tokens are rotated both are good; afterwards the old one is not")
    func rotation() async throws {
        let (old, new) = (TwilioAuthToken("the old one"), TwilioAuthToken("the new one"))
        try await Shop.with(tokens: [new, old]) { (shop) async throws in
            #expect(try await shop.say("Hello", sid: "SM1", token: old).status == 200)
            #expect(try await shop.say("Hello", sid: "SM2", token: new).status == 200)
        }
        try await Shop.with(tokens: [new]) { (shop) async throws in
            #expect(try await shop.say("Hello", sid: "SM1", token: old).status == 403)
            #expect(try await shop.desk.items() == [])
        }
    }

    @Test("where Twilio is not set up, every webhook is refused, and the log says why")
    func notSetUp() async throws {
        let desk = try Desk()
        let answer = try await desk.ask("POST", "/twilio-webhook-opt", as: .anonymous)
        #expect(answer == Answer(403, .null))
        #expect(desk.log.text.contains("Twilio is not set up"))
    }

    @Test("a message that comes again gets the same answer, and nothing else happens")
    func again() async throws {
        let model = ScriptedModel(Shop.takesOrders)
        try await Shop.with(model: model) { shop in
            let first = try await shop.say("5 units of Product A", sid: "SM1")
            let items = try await shop.desk.items()
            shop.desk.clock.advance(.seconds(3600))
            #expect(try await shop.say("5 units of Product A", sid: "SM1") == first)
            #expect(try await shop.desk.items() == items && model.requests.count == 1)
        }
    }

    @Test("the same message 50 times at the same time: one message, one reply, one order, 50 times the same answer")
    func parallelSame() async throws {
        let model = ScriptedModel { request throws(ModelError) in
            try? await Task.sleep(for: .milliseconds(100))
            return try Shop.takesOrders(request)
        }
        try await Shop.with(model: model) { shop in
            let answers = try await withThrowingTaskGroup { group in
                for _ in 0..<50 { group.addTask { try await shop.say("5 units of Product A", sid: "SM1") } }
                return try await group.reduce(into: [Response]()) { $0.append($1) }
            }
            #expect(answers.count == 50 && Set(answers.map(\.text)) == [Response.twiML(Self.confirmation)])
            #expect(try await shop.messages().map(\.content) == ["5 units of Product A", Self.confirmation])
            #expect(model.requests.count == 1)
            #expect(try await shop.session()?.version == 1)
        }
    }

    @Test("20 first messages at the same time: one session, 20 messages, each with its reply")
    func parallelFirst() async throws {
        try await Shop.with { shop in
            try await withThrowingTaskGroup { group in
                for number in 0..<20 {
                    group.addTask {
                        let answer = try await shop.say("Hello \(number)", sid: "SM\(number)")
                        #expect(answer.status == 200)
                    }
                }
                try await group.waitForAll()
            }
            let messages = try await shop.messages()
            #expect(Set(messages.map(\.sessionID)).count == 1)
            #expect(messages.count { $0.direction == .inbound } == 20)
            #expect(messages.count { $0.direction == .outbound } == 20)
            #expect(try await shop.session()?.messageCount == 40)
        }
    }

    @Test("text that would be markup is escaped, and kept as it was written")
    func hostile() async throws {
        try await Shop.with { shop in
            let text = "</Message><Redirect>https://evil.example/?a=1&b=2</Redirect>\u{0}\u{FFFF}\"'"
            let answer = try await shop.say(text, sid: "SM1").text
            #expect(
                answer
                    == Response.twiML(
                        "You said: &lt;/Message&gt;&lt;Redirect&gt;https://evil.example/?a=1&amp;b=2&lt;/Redirect&gt;&quot;'"
                    ))
            #expect(try await shop.messages().first?.content == text)
        }
    }

    @Test("text that is longer than WhatsApp takes is cut between characters")
    func longText() async throws {
        try await Shop.with(model: nil) { (shop) async throws in
            let kept = String(repeating: "é", count: NewMessage.maximumContent / 2 - 1) + "a"
            #expect(try await shop.say(kept + "é", sid: "SM1").status == 200)
            #expect(try await shop.messages().map(\.content) == [kept])
        }
    }

    @Test("where replies are heard of, each names its message by a reference without a number")
    func statusCallback() async throws {
        try await Shop.with(publicBaseURL: Shop.url) { shop in
            let answer = try await shop.say("Hello", sid: "SM1").text
            let reply = try #require(try await shop.messages().last)
            #expect(answer.contains(#"statusCallback="\#(Shop.url)/twilio-status?message=\#(reply.reference)""#))
            #expect(!answer.contains("4155550100"))
        }
    }

    private static let wrong: [([(String, String)], String)] = [
        ([("From", "whatsapp:+14155550100")], "MessageSid"), ([("MessageSid", "SM1")], "From"),
        ([("MessageSid", "SM1"), ("From", "+1 (415) who")], "From"),
        ([("MessageSid", "SM1"), ("From", "whatsapp:+14155550100"), ("NumMedia", "many")], "NumMedia"),
        ([("MessageSid", "SM 1"), ("From", "whatsapp:+14155550100")], "MessageSid"),
    ]

    @Test("what is missing in a message, or none of WhatsApp's, is named", arguments: wrong)
    func malformed(fields: [(String, String)], name: String) async throws {
        try await Shop.with { shop in
            let answer = Answer(try await shop.post("/twilio-webhook-opt", fields: Shop.form(fields)))
            #expect(answer.status == 422 && answer.body["detail"]?[0]?["loc"] == ["body", .string(name)])
            #expect(try await shop.desk.items() == [])
        }
    }

    @Test("whose time has run out answers with what somebody else has decided, and replies no more")
    func takenOver() async throws {
        let gate = Counter()
        let (stream, release) = AsyncStream<Void>.makeStream()
        // The first one waits until the second is done.
        let model = ScriptedModel { request throws(ModelError) in
            if gate.next() == 1 { for await _ in stream { break } }
            return try Shop.takesOrders(request)
        }
        try await Shop.with(model: model) { shop in
            async let first = shop.say("5 units of Product A", sid: "SM1")
            while model.requests.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
            shop.desk.clock.advance(.seconds(10))
            let second = try await shop.say("5 units of Product A", sid: "SM1")
            release.finish()
            #expect(try await first.text == second.text && second.text == Response.twiML(Self.confirmation))
            #expect(try await shop.messages().count == 2)
        }
    }

    @Test("a store that fails is no answer; the sweep has the reply made when it works again, once")
    func storeFails() async throws {
        try await Shop.with { shop in
            let writes = Counter()
            shop.desk.tables.reset { call throws(TableError) in
                // The message goes in, its reply does not.
                if call.isWrite, call.moment == .before, writes.next() > 1 {
                    throw TableError(.unavailable(mayHaveWritten: false), "down")
                }
            }
            #expect(try await shop.say("5 units of Product A", sid: "SM1").status == 503)
            shop.desk.tables.reset()
            #expect(try await shop.messages().map(\.content) == ["5 units of Product A"])
            shop.desk.clock.advance(.seconds(60))
            try await shop.run(["action": "SWEEP"])
            try await shop.runStarted()
            try await shop.run(["action": "SWEEP"])
            try await shop.runStarted()
            #expect(shop.sent == [Self.confirmation] && shop.started.all.count == 1)
            #expect(try await shop.say("5 units of Product A", sid: "SM1").text == Response.noReply)
        }
    }
}
