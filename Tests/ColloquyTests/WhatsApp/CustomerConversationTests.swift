import HTTPTransport
import LocalCloud
import Logging
import TestSupport
import Testing
import Twilio

@testable import colloquy

/// The webhook is a script; Twilio is its stand-in.
@Suite("A customer's conversation")
struct CustomerConversationTests {
    private let message = CustomerMessage(
        text: "Hi", from: "whatsapp:+14155550100", media: [], sid: "SM1", name: "Ann")

    private func outcome(
        _ response: ScriptedResponse, reply: String? = nil, patience: Duration = .seconds(20)
    ) async throws -> CustomerConversation.Outcome {
        let cloud = try await LocalCloud.start(
            LocalCloud.Options(function: FunctionConfiguration(executable: "/bin/false"), twilio: .local),
            log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let http = HTTPClient(loop: try Network.loop())
        let client = TwilioClient(
            account: TwilioOptions.local.account, baseURL: try #require(cloud.twilio), transport: http,
            sleep: { _ in })
        _ = try await client.send(
            OutboundMessage(to: message.from, from: TwilioOptions.local.from, content: .text("of yesterday")))
        let webhook = try ScriptedServer(answering: { _ in response })
        defer { webhook.stop() }
        let conversation = CustomerConversation(
            url: webhook.url, twilio: cloud.twilio, options: .local, http: http)
        async let outcome = conversation.say(message, patience: patience)
        if let reply {
            while webhook.requests.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
            for text in [reply, reply + "!"] {
                _ = try await client.send(
                    OutboundMessage(to: message.from, from: TwilioOptions.local.from, content: .text(text)))
            }
        }
        let result = try await outcome
        await cloud.stop()
        return result
    }

    @Test("shows the reply that is in the answer")
    func answer() async throws {
        #expect(try await outcome(ScriptedResponse(text: TwiML("Noted.").xml)) == .replies(["Noted."]))
    }

    @Test("shows the reply that comes later, and none from before")
    func later() async throws {
        let outcome = try await outcome(ScriptedResponse(text: TwiML.empty.xml), reply: "Noted.")
        #expect([.later(["Noted."]), .later(["Noted.", "Noted.!"])].contains(outcome))
    }

    @Test("says when there is none, and when the webhook refuses")
    func none() async throws {
        #expect(try await outcome(ScriptedResponse(text: TwiML.empty.xml), patience: .zero) == .nothing)
        #expect(
            try await outcome(ScriptedResponse(status: 403, text: "no")) == .refused(status: 403, body: "no"))
    }
}
