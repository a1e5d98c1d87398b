import AWSServices
import Gateway
import SystemSupport
import SystemTestSupport
import Testing
import Twilio
import WireFormats

@testable import LocalCloud
@testable import WhatsApp

@Suite("Opting out")
struct OptOutTests {
    @Test(
        "each of Twilio's words ends all messages, alone, in whatever case and with white space around it",
        arguments: [
            "STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT", " revoke\r\n", "OptOut",
        ])
    func words(word: String) async throws {
        try await Shop.with { (shop) async throws in
            #expect(try await shop.say(word, sid: "SM1").text == Response.noReply)
            try await expectOptedOut(shop)
            #expect(try await shop.messages().last?.content == ReplyText.optedOut(word))
            #expect(try await shop.say("START", sid: "SM2").text == Response.noReply)
            #expect(try await shop.desk.store.contact(.anna)?.hasOptedOut == false)
            #expect(try await shop.say("Hello", sid: "SM3").text == Response.twiML("You said: Hello"))
        }
    }

    @Test(
        "anything beside the word makes it another text, as at Twilio",
        arguments: ["STOP.", "stop!", "STOP please", "OPT OUT", "REVOKED", "Ⓢtop"])
    func noWords(text: String) { #expect(OptOutWord(text) == nil) }

    @Test(
        "Twilio's type decides whatever the word",
        arguments: ["ARRET", "alto", "STOP", "START", "5 units of Product A"])
    func type(word: String) async throws {
        let model = ScriptedModel(Shop.takesOrders)
        try await Shop.with(model: model) { (shop) async throws in
            #expect(try await shop.say(word, sid: "SM1", [("OptOutType", "STOP")]).text == Response.noReply)
            try await expectOptedOut(shop)
            #expect(try await shop.say(word, sid: "SM2", [("OptOutType", "START")]).text == Response.noReply)
            #expect(try await shop.desk.store.contact(.anna)?.hasOptedOut == false)
            // Twilio has answered it already.
            #expect(try await shop.say(word, sid: "SM3", [("OptOutType", "HELP")]).text == Response.noReply)
            #expect(try await shop.say(word, sid: "SM4", [("OptOutType", "START")]).text == Response.noReply)
            #expect(try await shop.desk.store.contact(.anna)?.hasOptedOut == false && model.requests.isEmpty)
        }
    }

    @Test("of STOP and START the later one counts, in whichever order they are handled", arguments: [true, false])
    func handledLate(isStopLater: Bool) async throws {
        let desk = try Desk()
        try await desk.arrive(sid: "SM0")
        try await desk.store.setOptedOut(true, .anna)
        desk.clock.advance(.seconds(10))
        let earlier = desk.clock.now()
        let later = earlier + .seconds(1)
        desk.clock.advance(.seconds(300))
        #expect(try await desk.store.setOptedOut(isStopLater, .anna, becauseOf: later))
        #expect(try await !desk.store.setOptedOut(!isStopLater, .anna, becauseOf: earlier))
        #expect(try await desk.store.contact(.anna)?.hasOptedOut == isStopLater)
    }

    @Test("a type that is not known leaves it to the word")
    func unknownType() async throws {
        try await Shop.with { (shop) async throws in
            #expect(try await shop.say("STOP", sid: "SM1", [("OptOutType", "PAUSE")]).text == Response.noReply)
            try await expectOptedOut(shop)
        }
    }

    @Test("HELP is a question where Twilio does not answer it", arguments: ["HELP", "info"])
    func help(word: String) async throws {
        try await Shop.with { (shop) async throws in
            #expect(try await shop.say(word, sid: "SM1").text == Response.twiML("You said: \(word)"))
        }
    }

    @Test("without a model the words count too")
    func noModel() async throws {
        try await Shop.with(model: nil) { (shop) async throws in
            _ = try await shop.say("ARRET", sid: "SM1", [("OptOutType", "stop")])
            try await expectOptedOut(shop)
        }
    }

    @Test(
        "error 21610 in a status callback says the same as STOP", arguments: ["/twilio-status", "/twilio-webhook-opt"])
    func callback(path: String) async throws {
        try await Shop.with { (shop) async throws in
            _ = try await shop.say("Hello", sid: "SM1")
            let reply = try #require(try await shop.messages().last)
            try await report(shop, path, "message=\(reply.reference)", [("MessageSid", "SMout")])
            try await expectOptedOut(shop)
            let message = try #require(try await shop.messages().last)
            #expect(message.delivery == .undelivered && message.errorCode == "21610")
            // What is older than their wish to get messages again says nothing any more.
            _ = try await shop.say("START", sid: "SM2")
            try await report(shop, path, "message=\(reply.reference)", [("MessageSid", "SMout")])
            #expect(try await shop.desk.store.contact(.anna)?.hasOptedOut == false)
        }
    }

    @Test("error 21610 of a message that somebody else has sent says so too, for whom it was to")
    func callbackOfOthers() async throws {
        try await Shop.with { (shop) async throws in
            _ = try await shop.say("Hello", sid: "SM1")
            try await report(shop, "/twilio-status", "", [("MessageSid", "SMelse"), ("To", "whatsapp:+14155550100")])
            try await expectOptedOut(shop)
        }
    }

    @Test("other errors do not", arguments: ["63014", "63016", "63024", "63032", "30003"])
    func otherErrors(code: String) async throws {
        try await Shop.with { (shop) async throws in
            _ = try await shop.say("Hello", sid: "SM1")
            let reply = try #require(try await shop.messages().last)
            try await report(
                shop, "/twilio-status", "message=\(reply.reference)", [("MessageSid", "SMout")], code: code)
            #expect(try await shop.desk.store.contact(.anna)?.hasOptedOut == false)
        }
    }

    @Test("error 21610 as the REST API's answer says the same as STOP, and nothing more of the message is sent")
    func refused() async throws {
        try await Shop.with { (shop) async throws in
            _ = try await shop.say("Hello", sid: "SM1")
            let id = try #require(try await shop.session()?.id)
            let text = "[twilio opted out] " + String(repeating: "word ", count: 400)
            let answer = try await shop.desk.ask(
                "POST", "/sessions/\(id)/messages", ["text": .string(text)], as: .clerk)
            #expect(answer.body["messages"]?.array?.map { $0["error_code"] } == ["21610", "21610"])
            try await expectOptedOut(shop)
            #expect(shop.sent == [])
            _ = try await shop.say("unstop", sid: "SM2")
            let again = try await shop.desk.ask("POST", "/sessions/\(id)/messages", ["text": "Welcome"], as: .clerk)
            #expect(again.status == 200 && shop.sent == ["Welcome"])
        }
    }

    @Test("so it does for a reply that is sent later")
    func refusedLater() async throws {
        let model = ScriptedModel { request throws(ModelError) in
            if request.timeLimit.map({ $0 < .seconds(10) }) ?? false { throw ModelError(.timedOut, "time was up") }
            return ModelAnswer(text: "Yes. [twilio opted out]")
        }
        try await Shop.with(model: model) { (shop) async throws in
            #expect(try await shop.say("Hello", sid: "SM1").text == Response.noReply)
            try await shop.runStarted()
            try await expectOptedOut(shop)
            #expect(try await shop.messages().last?.errorCode == "21610" && shop.sent == [])
        }
    }

    private func report(
        _ shop: Shop, _ path: String, _ query: String, _ fields: [(String, String)], code: String = "21610"
    ) async throws {
        let answer = try await shop.post(
            path, query: query,
            fields: Shop.form(fields + [("MessageStatus", "undelivered"), ("ErrorCode", code)]))
        #expect(answer.status == 204)
    }

    /// As after STOP.
    private func expectOptedOut(_ shop: Shop, sourceLocation: SourceLocation = #_sourceLocation) async throws {
        #expect(try await shop.desk.store.contact(.anna)?.hasOptedOut == true, sourceLocation: sourceLocation)
        let item = try await shop.desk.items().first { $0["sk"] == "contact" }
        #expect(item?["ttl"] == nil, sourceLocation: sourceLocation)
        let id = try #require(try await shop.session()?.id)
        let answer = try await shop.desk.ask("POST", "/sessions/\(id)/messages", ["text": "Wait!"], as: .clerk)
        #expect(answer == Answer(409, ["detail": "The contact wants no messages"]), sourceLocation: sourceLocation)
        #expect(
            try await shop.desk.ask("GET", "/sessions/\(id)", as: .clerk).body["opted_out"] == true,
            sourceLocation: sourceLocation)
    }
}
