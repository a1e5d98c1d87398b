import HTTPTransport
import LocalCloud
import TestSupport
import Testing
import Twilio
import WireFormats

@testable import colloquy

@Suite("WhatsApp with the real bootstrap")
struct WhatsAppRunTests {
    private func conversation(_ run: ChatRun) throws -> CustomerConversation {
        CustomerConversation(
            url: run.cloud.httpAPI, twilio: run.cloud.twilio, options: .local,
            http: HTTPClient(loop: try Network.loop()))
    }

    private func message(_ text: String, _ sid: String) -> CustomerMessage {
        CustomerMessage(text: text, from: "whatsapp:+14155550100", media: [], sid: sid, name: "Ann")
    }

    /// The messages of the session as the staff sees them, once the last one has a status.
    private func messages(_ run: ChatRun, until status: String) async throws -> [JSON] {
        let end = ContinuousClock.now + .seconds(30)
        var messages: [JSON] = []
        repeat {
            let body = try await run.request("GET", "/session/%2B14155550100").body
            messages = body["conversation_history"]?.array ?? []
            if messages.last?["status"] == .string(status) { break }
            try await Task.sleep(for: .milliseconds(50))
        } while ContinuousClock.now < end
        return messages
    }

    private static let confirmation =
        "✅ Order received: 5 × Product A.\n\nTo change it, just write what should be different."

    @Test("an order is confirmed by the webhook, and again when it comes again")
    func order() async throws {
        let run = try await ChatRun(in: try TemporaryDirectory())
        let customer = try conversation(run)
        for _ in 0..<2 {
            #expect(
                try await customer.say(message("5 units of Product A", "SM1"), patience: .zero)
                    == .replies([Self.confirmation]))
        }
        let session = try await run.request("GET", "/session/14155550100").body["session"]
        #expect(session?["order_details"]?["items"]?[0]?["name"] == "Product A" && session?["message_count"] == 2)
        await run.cloud.stop()
    }

    @Test("a model that hangs: the reply comes later, once, and Twilio tells that it has arrived")
    func later() async throws {
        let run = try await ChatRun(in: try TemporaryDirectory())
        #expect(
            try await conversation(run).say(
                message("[stall once] 5 units of Product A", "SM1"), patience: .seconds(60))
                == .later([Self.confirmation]))
        let messages = try await messages(run, until: "delivered")
        #expect(messages.map { $0["direction"] } == ["inbound", "outbound"])
        #expect(messages.last?["status"] == "delivered")
        #expect(run.cloud.sentMessages.map(\.body) == [Self.confirmation])
        await run.cloud.stop()
    }

    @Test("what the staff sends arrives, by callbacks in whatever order")
    func staff() async throws {
        let run = try await ChatRun(in: try TemporaryDirectory())
        _ = try await conversation(run).say(message("Hello", "SM1"), patience: .zero)
        let id = try #require(
            try await run.request("GET", "/session/14155550100").body["session"]?["session_id"]?.string)
        let sent = try await run.request(
            "POST", "/sessions/\(id)/messages", ["text": "In stock. [twilio shuffle]", "message_id": "m1"])
        #expect(sent.status == 200 && sent.body["session"]?["mode"] == "human")
        #expect(try await messages(run, until: "delivered").last?["status"] == "delivered")
        await run.cloud.stop()
    }
}
