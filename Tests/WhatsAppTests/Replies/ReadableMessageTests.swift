import AWSServices
import Gateway
import SystemSupport
import SystemTestSupport
import Testing
import Twilio
import WireFormats

@testable import LocalCloud
@testable import WhatsApp

@Suite("Everything that came can be read")
struct ReadableMessageTests {
    private static let form =
        #"{"pages":[{"title":"Visit","items":[{"label":"Name","value":"Ann"},{"label":"Guests","value":4}]}]}"#

    @Test("a form's answers are the message, for the staff and the model")
    func form() async throws {
        let model = ScriptedModel { _ throws(ModelError) in ModelAnswer(text: "See you.") }
        try await Shop.with(model: model) { (shop) async throws in
            let answer = try await shop.say(
                "", sid: "SM1", [("MessageType", "interactive"), ("InteractiveData", Self.form)])
            #expect(answer.text == Response.twiML("See you."))
            let message = try #require(try await shop.messages().first)
            #expect(message.content == "Name: Ann\nGuests: 4" && message.type == .interactive)
            #expect(message.metadata["fields"]?.map?["InteractiveData"] == .string(Self.form))
            #expect(model.requests.last?.messages == [.user("Name: Ann\nGuests: 4")])
        }
    }

    @Test("a form with more than a message holds is cut")
    func longForm() async throws {
        try await Shop.with { (shop) async throws in
            let data = #"{"q":"\#(String(repeating: "ü", count: 30_000))"}"#
            #expect(try await shop.say("", sid: "SM1", [("InteractiveData", data)]).status == 200)
            let content = try #require(try await shop.messages().first?.content)
            #expect(content.hasPrefix("q: üü") && content.utf8.count <= NewMessage.maximumContent)
        }
    }

    @Test("a choice from a list is the message, and none of the words that end messages")
    func choice() async throws {
        try await Shop.with { (shop) async throws in
            let fields = [
                ("MessageType", "interactive"), ("ListId", "c"), ("ListTitle", "Cancel"),
                ("ListDescription", "my order"),
            ]
            #expect(try await shop.say("", sid: "SM1", fields).text == Response.twiML("You said: Cancel"))
            let message = try #require(try await shop.messages().first)
            #expect(message.content == "Cancel" && message.type == .interactive)
            #expect(
                message.metadata["choice"]
                    == .map(["id": "c", "title": "Cancel", "description": "my order"]))
            #expect(try await shop.desk.store.contact(.anna)?.hasOptedOut == false)
        }
    }

    @Test("the model is told which message is answered, and which advertisement led here")
    func context() async throws {
        let model = ScriptedModel { _ throws(ModelError) in ModelAnswer(text: "Yes.") }
        try await Shop.with(model: model) { (shop) async throws in
            _ = try await shop.say(
                "Do you have tea?", sid: "SM1",
                [
                    ("ReferralNumMedia", "0"), ("ReferralHeadline", "Fresh\nbread"), ("ReferralBody", "Every day"),
                    ("ReferralSourceUrl", "https://fb.example/1"),
                ])
            _ = try await shop.say("I mean green", sid: "SM2", [("OriginalRepliedMessageSid", "SM1")])
            _ = try await shop.say("And this", sid: "SM3", [("OriginalRepliedMessageSid", "SMunknown")])
            #expect(
                model.requests.last?.messages.filter { $0.role == .user } == [
                    .user("[comes from the advertisement: Fresh bread – Every day]\nDo you have tea?"),
                    .user("[answers: Do you have tea?]\nI mean green"),
                    .user("[answers an earlier message]\nAnd this"),
                ])
        }
    }

    @Test("that an advertisement has no media says nothing")
    func noAdvertisement() async throws {
        let model = ScriptedModel { _ throws(ModelError) in ModelAnswer(text: "Yes.") }
        try await Shop.with(model: model) { (shop) async throws in
            _ = try await shop.say("Hello", sid: "SM1", [("ReferralNumMedia", "0")])
            #expect(model.requests.last?.messages == [.user("Hello")])
            #expect(try await shop.messages().first?.metadata["referral"] == nil)
        }
    }

    @Test("a reaction is kept, and answered by nobody")
    func reaction() async throws {
        let model = ScriptedModel { _ throws(ModelError) in ModelAnswer(text: "Yes.") }
        try await Shop.with(model: model) { (shop) async throws in
            _ = try await shop.say("Hello", sid: "SM1")
            let answer = try await shop.say("👍", sid: "SM2", [("MessageType", "reaction")])
            #expect(answer.text == Response.noReply && model.requests.count == 1)
            #expect(try await shop.messages().last?.content == "👍")
        }
    }

    /// Twilio's types and some that it has not, each with nothing but what makes it one.
    static let kinds: [(String, [(String, String)])] = [
        ("text", []), ("image", [("MediaUrl0", "https://x.example/0"), ("MediaContentType0", "image/png")]),
        ("audio", [("MediaUrl0", "https://x.example/0"), ("MediaContentType0", "audio/ogg")]),
        ("video", [("MediaUrl0", "https://x.example/0"), ("MediaContentType0", "video/mp4")]),
        ("document", [("MediaUrl0", "https://x.example/0"), ("MediaContentType0", "application/pdf")]),
        ("sticker", [("MediaUrl0", "https://x.example/0"), ("MediaContentType0", "image/webp")]), ("sticker", []),
        ("contacts", [("MediaUrl0", "https://x.example/0"), ("MediaContentType0", "text/vcard")]), ("contacts", []),
        ("location", [("Latitude", "52.5"), ("Longitude", "13.4")]), ("location", []),
        ("button", [("ButtonPayload", "yes")]), ("button", []), ("interactive", [("InteractiveData", form)]),
        ("interactive", [("InteractiveData", "{}")]), ("interactive", [("ListId", "a")]), ("reaction", []),
        ("unsupported", []), ("order", [("OrderText", "two")]), ("hologram", [("Hologram", "a cat")]),
        ("text", [("Body", " \n ")]), ("text", [("Forwarded", "true")]),
    ]

    @Test("whatever its type, a message is no empty turn to the model", arguments: kinds)
    func turns(type: String, fields: [(String, String)]) async throws {
        let model = ScriptedModel { _ throws(ModelError) in ModelAnswer(text: "Yes.") }
        try await Shop.with(model: model) { (shop) async throws in
            #expect(try await shop.say("", sid: "SM1", [("MessageType", type)] + fields).status == 200)
            _ = try await shop.say("What did I send?", sid: "SM2")
            let users = try #require(model.requests.last?.messages).filter { $0.role == .user }
            #expect(users.count == 2 && users.allSatisfy { !$0.text.isBlank })
            for (name, value) in fields where ["OrderText", "Hologram", "Latitude", "ListId"].contains(name) {
                #expect(users[0].text.contains(value))
            }
        }
    }
}
