import AWSServices
import Gateway
import SystemSupport
import SystemTestSupport
import Testing
import Twilio
import WireFormats

@testable import LocalCloud
@testable import WhatsApp

@Suite("What customers are replied to with")
struct ReplyTests {
    @Test("who wants no messages gets none, until they want some again", arguments: ["STOP", " stopall\n", "Quit"])
    func optOut(word: String) async throws {
        let model = ScriptedModel(Shop.takesOrders)
        try await Shop.with(model: model) { shop in
            #expect(try await shop.say("yes", sid: "SM0").text == Response.twiML("You said: yes"))
            #expect(try await shop.say(word, sid: "SM1").text == Response.noReply)
            #expect(try await shop.desk.store.contact(.anna)?.hasOptedOut == true)
            #expect(try await shop.say("5 units of Product A", sid: "SM2").text == Response.noReply)
            #expect(try await shop.say("Yes", sid: "SM3").text == Response.noReply)
            #expect(try await shop.desk.store.contact(.anna)?.hasOptedOut == false)
            #expect(try await shop.say("Hello", sid: "SM4").text == Response.twiML("You said: Hello"))
            let notes = try await shop.messages().filter { $0.type == .system }
            #expect(notes.map(\.content) == [ReplyText.optedOut(word), ReplyText.optedIn("Yes")])
            #expect(notes.map(\.delivery) == [nil, nil])
            #expect(model.requests.count == 2)
        }
    }

    @Test("a sentence with such a word in it is none", arguments: ["please stop", "cancel the order", "the end"])
    func noOptOut(text: String) { #expect(OptOutWord(text) == nil) }

    @Test("a human handles the session: nothing replies by itself")
    func human() async throws {
        let model = ScriptedModel(Shop.takesOrders)
        try await Shop.with(model: model) { shop in
            _ = try await shop.say("Hello", sid: "SM1")
            let id = try #require(try await shop.session()?.id)
            _ = try await shop.desk.store.change(session: id, SessionChange(mode: .human))
            #expect(try await shop.say("5 units of Product A", sid: "SM2").text == Response.noReply)
            #expect(model.requests.count == 1)
            #expect(try await shop.messages().map(\.content).last == "5 units of Product A")
        }
    }

    @Test("without a model nothing replies by itself, and everything is stored")
    func noModel() async throws {
        try await Shop.with(model: nil) { (shop) async throws in
            #expect(try await shop.say("5 units of Product A", sid: "SM1").text == Response.noReply)
            #expect(try await shop.messages().count == 1 && shop.started.all == [])
        }
    }

    @Test("the model sees what was said before, and the order so far")
    func history() async throws {
        let model = ScriptedModel { request throws(ModelError) in
            let order: JSON = ["items": [["name": "Product A", "quantity": request.messages.count > 1 ? 7 : 5]]]
            return ModelAnswer(text: "", toolInput: order, stopReason: .toolUse)
        }
        try await Shop.with(model: model) { shop in
            _ = try await shop.say("5 units of Product A", sid: "SM1")
            _ = try await shop.say("make it 7", sid: "SM2")
            let request = try #require(model.requests.last)
            #expect(
                request.messages == [
                    .user("5 units of Product A"), .assistant(WebhookTests.confirmation), .user("make it 7"),
                ])
            #expect(request.system.last?.hasPrefix("The order so far: {") == true && request.tool == Order.tool)
            #expect(try await shop.session()?.orderDetails?.plainJSON["items"]?[0]?["quantity"] == 7)
        }
    }

    @Test("of a long history the model gets the end")
    func bounded() async throws {
        let model = ScriptedModel { _ throws(ModelError) in ModelAnswer(text: "Yes.") }
        try await Shop.with(model: model) { shop in
            for number in 0..<40 { _ = try await shop.say("Message \(number)", sid: "SM\(number)") }
            let messages = try #require(model.requests.last?.messages)
            #expect(messages.count == ReplyConversation.maximumMessages + 1 && messages.last == .user("Message 39"))
        }
        try await Shop.with(model: model) { shop in
            let long = String(repeating: "x", count: 15_000)
            for number in 0..<3 { _ = try await shop.say("\(number)\(long)", sid: "SM\(number)") }
            #expect(model.requests.last?.messages.map(\.text.utf8.count) == [4, 15_001])
        }
    }

    private static let notOrders: [(JSON, String)] = [
        (
            ["items": [["name": "Tea", "quantity": 2, "unit": "boxes"]], "confidence": 0.59],
            "I understood: 2 boxes Tea. Is that what you would like to order? Please say yes, or write each product "
                + "with its quantity."
        ),
        (["items": [["name": "Tea", "quantity": 0]]], ReplyText.notUnderstood),
        (["items": [["name": " ", "quantity": 1]]], ReplyText.notUnderstood),
        (["items": [["name": "Tea", "quantity": "two"]]], ReplyText.notUnderstood),
        (["items": [["name": "Tea", "quantity": 1]], "total": -1], ReplyText.notUnderstood),
        (["items": [], "confidence": 1], ReplyText.howToOrder),
        (["items": [["name": "Tea", "quantity": 1]], "is_order": false], ReplyText.howToOrder),
        ([], ReplyText.notUnderstood),
    ]

    @Test("an order that is unsure, wrong or none is asked about, and none is stored", arguments: notOrders)
    func asksBack(input: JSON, text: String) async throws {
        let model = ScriptedModel { _ throws(ModelError) in
            ModelAnswer(text: "", toolInput: input, stopReason: .toolUse)
        }
        try await Shop.with(model: model) { (shop) async throws in
            #expect(try await shop.say("Tea", sid: "SM1").text == Response.twiML(text))
            #expect(try await shop.session()?.orderDetails == nil)
        }
    }

    @Test("an answer without a word is said to be none, and the log names why")
    func nothingSaid() async throws {
        let outOfTokens = ScriptedModel { _ throws(ModelError) in throw ModelError(.outOfTokens, "secret") }
        let filtered = ScriptedModel { _ in ModelAnswer(text: " ", stopReason: .filtered) }
        for (model, words) in [(outOfTokens, "MODEL_MAX_TOKENS"), (filtered, "content filter")] {
            try await Shop.with(model: model) { (shop) async throws in
                #expect(try await shop.say("Tea", sid: "SM1").text == Response.twiML(ReplyText.failed))
                #expect(shop.desk.log.text.contains(words) && !shop.desk.log.text.contains("secret"))
            }
        }
    }

    @Test("the model gets a temperature where one is set, and none otherwise", arguments: [nil, 0.7])
    func temperature(_ set: Double?) async throws {
        let model = ScriptedModel(Shop.takesOrders)
        try await Shop.with(model: model, options: WhatsApp.Options(temperature: set)) { shop in
            _ = try await shop.say("Tea", sid: "SM1")
            #expect(model.requests.map(\.temperature) == [set])
        }
    }

    private static func medium(_ type: String) -> [(String, String)] {
        [("NumMedia", "1"), ("MediaUrl0", "https://x.example/0"), ("MediaContentType0", type)]
    }

    private static let unreadables: [([(String, String)], MessageType)] = [
        (medium("image/jpeg"), .image), (medium("audio/ogg"), .audio), (medium("application/pdf"), .document),
        ([("Latitude", "52.5"), ("Longitude", "13.4")], .location), ([], .unknown),
    ]

    @Test("a message that nobody can read is acknowledged", arguments: unreadables)
    func unreadable(fields: [(String, String)], type: MessageType) async throws {
        try await Shop.with { shop in
            #expect(try await shop.say("", sid: "SM1", fields).text == Response.twiML(ReplyText.received(type)))
            let message = try #require(try await shop.messages().first)
            #expect(message.type == type)
            #expect(message.media.map(\.url) == fields.filter { $0.0 == "MediaUrl0" }.map(\.1))
        }
    }

    @Test("a caption is read with its picture, and what else the webhook said is kept")
    func caption() async throws {
        let model = ScriptedModel(Shop.takesOrders)
        try await Shop.with(model: model) { shop in
            let answer = try await shop.say(
                "5 units of Product A", sid: "SM1",
                [
                    ("NumMedia", "2"), ("MediaUrl0", "https://x.example/0"), ("MediaContentType0", "application/pdf"),
                    ("MediaUrl1", "https://x.example/1"), ("MediaContentType1", "image/png"), ("Forwarded", "true"),
                    ("NewField", "1"), ("NewField", "2"),
                ])
            #expect(answer.text == Response.twiML(WebhookTests.confirmation))
            let message = try #require(try await shop.messages().first)
            #expect(message.type == .image && message.content == "5 units of Product A")
            #expect(
                message.media == [
                    MessageMedium(url: "https://x.example/0", contentType: "application/pdf"),
                    MessageMedium(url: "https://x.example/1", contentType: "image/png"),
                ])
            #expect(
                AttributeValue.map(message.metadata).plainJSON
                    == [
                        "content_type": "image/png", "fields": ["NewField": ["1", "2"]], "forwarded": true,
                        "image_url": "https://x.example/1",
                    ])
            #expect(model.requests.last?.messages.last?.text == "5 units of Product A\n[attached: image]")
        }
    }

    @Test("a button says what is on it")
    func button() async throws {
        try await Shop.with { shop in
            let fields = [("ButtonText", "5 units of Product A"), ("ButtonPayload", "order-a")]
            #expect(
                try await shop.say("", sid: "SM1", fields).text == Response.twiML(WebhookTests.confirmation))
            let message = try #require(try await shop.messages().first)
            #expect(message.type == .button && message.content == "5 units of Product A")
            #expect(
                AttributeValue.map(message.metadata).plainJSON
                    == ["button": ["payload": "order-a", "text": "5 units of Product A"]])
        }
    }

    private func number(_ literal: String) -> JSON { JSONNumber(literal: literal).map(JSON.number) ?? .null }

    @Test("prices and units are written as people write them")
    func orderText() throws {
        let order = try #require(
            try Order(toolInput: [
                "customer_name": " Ben \n B. ",
                "items": [
                    ["name": "Product A", "quantity": 5.0, "unit": "Units"],
                    ["name": "rice", "quantity": number("2.50"), "unit": "kg"],
                    ["name": "nails", "quantity": number("1e3")],
                ], "total": number("12.50"), "currency": "EUR", "confidence": 0.9,
            ]))
        #expect(order.customerName == "Ben B.")
        #expect(
            ReplyText.received(order)
                == "✅ Order received: 5 × Product A, 2.50 kg rice, 1000 × nails. Total: 12.50 EUR.\n\nTo change it, just write what should be different."
        )
        #expect(
            order.json(extractedAt: Timestamp(seconds: 0), from: ["m"]).text
                == #"{"customer_name":"Ben B.","items":[{"name":"Product A","quantity":5.0,"unit":"Units"},{"name":"rice","quantity":2.50,"unit":"kg"},{"name":"nails","quantity":1e3}],"total":12.50,"currency":"EUR","confidence":0.9,"extracted_at":"1970-01-01T00:00:00.000000Z","message_ids":["m"]}"#
        )
    }
}
