import Gateway
import SystemTestSupport
import Testing
import Twilio
import WireFormats

@testable import LocalCloud
@testable import WhatsApp

@Suite("Status callbacks")
struct DeliveryStatusTests {
    private func report(
        _ shop: Shop, _ status: String, sid: String, of reference: String?, code: String? = nil,
        path: String = "/twilio-status"
    ) async throws -> Int {
        let fields = [("MessageSid", sid), ("MessageStatus", status)] + (code.map { [("ErrorCode", $0)] } ?? [])
        return try await shop.post(
            path, query: reference.map { "message=\($0)" } ?? "", fields: Shop.form(fields)
        ).status
    }

    @Test("reports count in whatever order they come, and tell the id of a reply that the answer carried")
    func order() async throws {
        try await Shop.with(publicBaseURL: Shop.url) { shop in
            _ = try await shop.say("Hello", sid: "SM1")
            let reply = try #require(try await shop.messages().last)
            let reference = "\(reply.reference)"
            for (status, expected) in [("sent", "sent"), ("read", "read"), ("delivered", "read"), ("queued", "read")] {
                #expect(try await report(shop, status, sid: "SMout", of: reference) == 204)
                let message = try #require(try await shop.messages().last)
                #expect(message.delivery?.rawValue == expected && message.sid == "SMout")
            }
            #expect(try await report(shop, "failed", sid: "SMout", of: nil, code: "63016") == 204)
            #expect(try await shop.messages().last?.delivery == .read)
        }
    }

    @Test("a failure has its reason, also where the callback comes to the webhook")
    func failure() async throws {
        try await Shop.with { shop in
            _ = try await shop.say("Hello", sid: "SM1")
            let reply = try #require(try await shop.messages().last)
            #expect(
                try await report(
                    shop, "undelivered", sid: "SMout", of: "\(reply.reference)", code: "63024",
                    path: "/twilio-webhook-opt") == 204)
            let message = try #require(try await shop.messages().last)
            #expect(message.delivery == .undelivered && message.errorCode == "63024")
        }
    }

    @Test(
        "what nobody knows changes nothing", arguments: [nil, "nonsense", "00000000-0000-0000-0000-000000000000_1_0a"])
    func unknown(reference: String?) async throws {
        try await Shop.with { shop in
            _ = try await shop.say("Hello", sid: "SM1")
            let items = try await shop.desk.items()
            #expect(try await report(shop, "sent", sid: "SMother", of: reference) == 204)
            let reply = try #require(try await shop.messages().last)
            #expect(try await report(shop, "teleported", sid: "SMout", of: "\(reply.reference)") == 204)
            #expect(try await shop.desk.items() == items)
        }
    }
}
