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

@Suite("What the staff sends")
struct StaffMessageTests {
    private func session(_ shop: Shop) async throws -> String {
        _ = try await shop.say("Hello", sid: "SM1")
        return try #require(try await shop.session()?.id)
    }

    private static let template = "HX" + String(repeating: "0a", count: 16)

    @Test("a text is sent once, however often it is asked for, and a human handles the session from then on")
    func text() async throws {
        try await Shop.with { shop in
            let id = try await session(shop)
            let body: JSON = ["text": "We have it.", "message_id": "m1"]
            let first = try await shop.desk.ask("POST", "/sessions/\(id)/messages", body, as: .clerk)
            #expect(first.status == 200 && first.body["message_id"] == "m1")
            #expect(first.body["session"]?["mode"] == "human")
            let message = try #require(first.body["messages"]?[0])
            #expect(message["content"] == "We have it." && message["status"] == "queued")
            #expect(message["metadata"] == ["sent_by": "carla"])
            #expect(message["message_sid"]?.string == shop.outbox.all.first?.sid)
            let again = try await shop.desk.ask("POST", "/sessions/\(id)/messages", body, as: .clerk)
            #expect(again == first && shop.sent == ["We have it."])
            let other = try await shop.desk.ask(
                "POST", "/sessions/\(id)/messages", ["text": "Another", "message_id": "m1"], as: .clerk)
            #expect(other == Answer(409, ["detail": "message_id stands for another message"]))
        }
    }

    @Test("the same request many times at the same time sends once")
    func parallel() async throws {
        try await Shop.with { shop in
            let id = try await session(shop)
            try await withThrowingTaskGroup { group in
                for _ in 0..<20 {
                    group.addTask {
                        let answer = try await shop.desk.ask(
                            "POST", "/sessions/\(id)/messages", ["text": "Once", "message_id": "m1"], as: .clerk)
                        #expect([200, 202].contains(answer.status))
                    }
                }
                try await group.waitForAll()
            }
            #expect(shop.sent == ["Once"])
            #expect(try await shop.messages().count == 3)
        }
    }

    @Test("keep_mode leaves the session to the bot")
    func keepMode() async throws {
        try await Shop.with { shop in
            let id = try await session(shop)
            let answer = try await shop.desk.ask(
                "POST", "/api/v1/sessions/\(id)/messages", ["text": "One moment", "keep_mode": true], as: .clerk)
            #expect(answer.status == 200 && answer.body["session"]?["mode"] == "bot")
        }
    }

    @Test("after the service window only templates are sent, also when the session has expired")
    func window() async throws {
        try await Shop.with { shop in
            let id = try await session(shop)
            shop.desk.clock.advance(.seconds(24 * 3600 + 1))
            let refused = try await shop.desk.ask("POST", "/sessions/\(id)/messages", ["text": "Hello?"], as: .clerk)
            #expect(refused.status == 409 && refused.body["detail"]?.string?.contains("window") == true)
            let answer = try await shop.desk.ask(
                "POST", "/sessions/\(id)/messages",
                ["content_sid": .string(Self.template), "content_variables": ["1": "Anna"]], as: .clerk)
            #expect(answer.status == 200 && answer.body["session"]?["status"] == "expired")
            #expect(shop.outbox.all.map(\.contentSID) == [Self.template])
        }
    }

    @Test("who has opted out gets nothing, not even a template")
    func optedOut() async throws {
        try await Shop.with { shop in
            let id = try await session(shop)
            _ = try await shop.say("STOP", sid: "SM2")
            let count = try await shop.messages().count
            for body: JSON in [["text": "Wait!"], ["content_sid": .string(Self.template)]] {
                let answer = try await shop.desk.ask("POST", "/sessions/\(id)/messages", body, as: .clerk)
                #expect(answer == Answer(409, ["detail": "The contact wants no messages"]))
            }
            #expect(try await shop.messages().count == count && shop.sent == [])
        }
    }

    private static let wrong: [JSON] = [
        [:], ["text": " \n"], ["text": 5], ["content_sid": "HX1"],
        ["content_sid": .string(template), "content_variables": ["1": 5]], ["text": "Hello", "message_id": "a b"],
        ["text": "Hello", "keep_mode": "yes"],
    ]

    @Test("what is wrong is named, and nothing is written", arguments: wrong)
    func malformed(body: JSON) async throws {
        try await Shop.with { shop in
            let id = try await session(shop)
            let items = try await shop.desk.items()
            let answer = try await shop.desk.ask("POST", "/sessions/\(id)/messages", body, as: .clerk)
            #expect(answer.status == 422)
            #expect(try await shop.desk.items() == items && shop.sent == [])
        }
    }

    @Test("only the staff may send, and only in sessions that are there")
    func access() async throws {
        try await Shop.with { shop in
            let id = try await session(shop)
            let body: JSON = ["text": "Hello"]
            for (caller, status) in [(Caller.anonymous, 401), (.alice, 403)] {
                #expect(try await shop.desk.ask("POST", "/sessions/\(id)/messages", body, as: caller).status == status)
                #expect(
                    try await shop.desk.ask("GET", "/sessions/\(id)/messages/x/media/0", as: caller).status == status)
            }
            let unknown = try await shop.desk.ask("POST", "/sessions/nonsense/messages", body, as: .clerk)
            #expect(unknown == Answer(404, ["detail": "Session not found"]))
            #expect(shop.sent == [])
        }
        let desk = try Desk()
        #expect(try await desk.ask("POST", "/sessions/x/messages", ["text": "Hello"], as: .clerk).status == 503)
    }

    @Test("what Twilio refuses has failed, with Twilio's reason, and so has what was to follow")
    func refused() async throws {
        try await Shop.with { shop in
            _ = try await shop.say("Hello", sid: "SM1", from: "whatsapp:+15005550001")
            let id = try #require(try await shop.session(of: .known("+15005550001"))?.id)
            let text = String(repeating: "word ", count: 400)
            let answer = try await shop.desk.ask(
                "POST", "/sessions/\(id)/messages", ["text": .string(text)], as: .clerk)
            #expect(answer.status == 200)
            let messages = try #require(answer.body["messages"]?.array)
            #expect(messages.map { $0["status"] } == ["failed", "failed"])
            #expect(messages.map { $0["error_code"] } == ["21211", "21211"])
        }
    }

    @Test("what Twilio cannot take now is sent later by the sweep, or by a repeat")
    func later() async throws {
        try await Shop.with { shop in
            let id = try await session(shop)
            let body: JSON = ["text": "Thanks [twilio fail once]", "message_id": "m1"]
            let first = try await shop.desk.ask("POST", "/sessions/\(id)/messages", body, as: .clerk)
            #expect(first.status == 202 && first.body["messages"]?[0]?["status"] == "accepted")
            #expect(shop.sent == [])
            shop.desk.clock.advance(.seconds(61))
            #expect(try await shop.run(["action": "SWEEP"])["started_replies"] == 1)
            try await shop.runStarted()
            #expect(shop.sent == ["Thanks [twilio fail once]"])
            let again = try await shop.desk.ask("POST", "/sessions/\(id)/messages", body, as: .clerk)
            #expect(again.status == 200 && again.body["messages"]?[0]?["message_sid"] != .null)
        }
    }

    @Test("a message with an id of an earlier version is found among the latest of its session")
    func earlierID() async throws {
        let desk = try Desk()
        let arrival = try await desk.arrive(sid: "SM1")
        let conversation = arrival.conversation
        let place = MessagePlace(ordinal: 1, time: desk.clock.now(), tieBreak: "0a1b2c3d")
        let earlier = WhatsAppMessage(
            id: "5f0c6a1e-8f0b-4a57-9d6b-2f4f1c0f7a11", sessionID: conversation.session.id, address: .anna,
            place: place, NewMessage("Hello", direction: .inbound), metadata: [:])
        try await desk.tables.put(Desk.schema.table, item: desk.store.item(of: earlier))
        for number in 2...30 {
            desk.clock.advance(.seconds(1))
            try await desk.arrive(sid: "SM\(number)")
        }
        desk.tables.endPages(after: 10)
        #expect(try await desk.store.message(withID: earlier.id, in: conversation) == earlier)
        desk.tables.reset()
        let none = "00000000-0000-4000-8000-000000000000"
        #expect(try await desk.store.message(withID: none, in: conversation) == nil)
        #expect(desk.tables.calls <= 51)
    }

    @Test("a medium is where Twilio says for a while, and only there")
    func medium() async throws {
        try await Shop.with { shop in
            let url = "\(shop.twilioURL)/2010-04-01/Accounts/\(TwilioOptions.local.accountSID)/Messages/MM1/Media/ME1"
            _ = try await shop.say(
                "Look", sid: "SM1",
                [
                    ("NumMedia", "2"), ("MediaUrl0", url), ("MediaContentType0", "image/png"),
                    ("MediaUrl1", "https://elsewhere.example/1"), ("MediaContentType1", "image/png"),
                ])
            let message = try #require(try await shop.messages().first)
            let path = "/sessions/\(message.sessionID)/messages/\(message.id)/media"
            _ = try await shop.desk.send("GET", path + "/0", as: .clerk)
            // Where the session lies has been read before; pages that end after each item would show a search.
            shop.desk.tables.endPages(after: 1)
            shop.desk.tables.reset()
            _ = try await shop.desk.send("GET", path + "/0", as: .clerk)
            #expect(shop.desk.tables.calls <= 2)
            shop.desk.tables.endPages(after: nil)
            let answer = try await shop.desk.send("GET", path + "/0", as: .clerk)
            #expect(answer.status == 302 && answer.headers["Location"] == "\(shop.twilioURL)/media/ME1")
            let named = try await shop.desk.ask("GET", path + "/0", query: [("envelope", "true")], as: .clerk)
            #expect(named == Answer(200, ["url": .string("\(shop.twilioURL)/media/ME1")]))
            for wrong in [path + "/1", path + "/2", path + "/x", "/sessions/\(message.sessionID)/messages/x/media/0"] {
                #expect(
                    try await shop.desk.ask("GET", wrong, as: .clerk) == Answer(404, ["detail": "Medium not found"]))
            }
        }
    }
}
