import Gateway
import SystemTestSupport
import Testing
import Twilio
import WireFormats

@testable import LocalCloud
@testable import WhatsApp

@Suite("Other channels of Twilio")
struct ChannelTests {
    static let others = [
        "+14155550100", "14155550100", "sms:+14155550100", "rcs:+14155550100", "messenger:14155550100",
        "sip:anna@example.com", "client:anna", "anna", "US.13491208655302741918", "+whatsapp:+14155550100",
        "whatsapp%3A%2B14155550100", "mms:whatsapp:+14155550100",
    ]

    @Test("a message is refused whose sender is none of WhatsApp's, and nothing is written", arguments: others)
    func refused(address: String) async throws {
        try await Shop.with { (shop) async throws in
            for fields in [[], [("OptOutType", "STOP")], [("ExternalUserId", "whatsapp:US.1349")]] {
                let answer = Answer(try await shop.say("STOP", sid: "SM1", from: address, fields))
                #expect(answer.status == 422)
                #expect(answer.body["detail"]?[0]?["msg"] == "From must be an address of WhatsApp")
            }
            #expect(try await shop.desk.items() == [])
        }
    }

    @Test("a customer's SMS does not end their messages on WhatsApp, nor does it begin them again", arguments: others)
    func untouched(address: String) async throws {
        try await Shop.with { (shop) async throws in
            _ = try await shop.say("Hello", sid: "SM1")
            let items = try await shop.desk.items()
            _ = try await shop.say("STOP", sid: "SM2", from: address)
            #expect(try await shop.desk.items() == items)
            _ = try await shop.say("STOP", sid: "SM3")
            let after = try await shop.desk.items()
            _ = try await shop.say("START", sid: "SM4", from: address, [("OptOutType", "START")])
            #expect(try await shop.desk.items() == after)
        }
    }

    @Test("what becomes of a message on another channel says nothing of one on WhatsApp", arguments: others)
    func reports(address: String) async throws {
        try await Shop.with { (shop) async throws in
            _ = try await shop.say("Hello", sid: "SM1")
            let reply = try #require(try await shop.messages().last)
            let items = try await shop.desk.items()
            for query in ["message=\(reply.reference)", ""] {
                let fields = [
                    ("MessageSid", "SMout"), ("MessageStatus", "failed"), ("ErrorCode", "21610"), ("To", address),
                    ("From", "+14155238886"),
                ]
                #expect(try await shop.post("/twilio-status", query: query, fields: Shop.form(fields)).status == 204)
            }
            #expect(try await shop.desk.items() == items)
        }
    }

    @Test("the channel's name is WhatsApp's in whatever case")
    func letterCase() async throws {
        try await Shop.with { (shop) async throws in
            #expect(try await shop.say("Hello", sid: "SM1", from: "WhatsApp:+14155550100").status == 200)
            #expect(try await shop.session() != nil)
        }
    }

    @Test("callers of operations name contacts by their bare numbers")
    func operations() async throws {
        let desk = try Desk()
        let answer = try await desk.perform("add_message", ["phone_number": "+14155550100", "content": "Hello"])
        #expect(answer.status == 200 && answer.body["address"] == "whatsapp:+14155550100")
    }
}
