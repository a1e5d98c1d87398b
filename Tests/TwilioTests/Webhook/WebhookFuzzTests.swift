import Gateway
import TestSupport
import Testing
import Twilio
import WireFormats

@Suite("Hostile webhooks")
struct WebhookFuzzTests {
    @Test("100,000 damaged forms give a message, a report or a failure, and none ends the process")
    func neverTraps() throws {
        var mutation = Mutation(seed: 20_100_401)
        let bodies = Forms.all.map { Array($0.encoded.utf8) }
        var counts = (messages: 0, reports: 0, failures: 0)
        for round in 0..<100_000 {
            var body = bodies[round % bodies.count]
            mutation.damage(&body)
            do throws(Failure) {
                switch try TwilioWebhook(FormBody(body)) {
                case .message(let message):
                    counts.messages += 1
                    try Self.check(message)
                case .delivery: counts.reports += 1
                }
            } catch {
                counts.failures += 1
                #expect((400..<500).contains(FailureFormat.detail.status(error)))
            }
        }
        #expect(counts.messages > 30_000 && counts.reports > 3_000 && counts.failures > 30_000, "\(counts)")
    }

    private static func check(_ message: InboundMessage) throws(Failure) {
        let isBounded =
            message.media.count <= InboundMedia.maximumCount && message.otherFields.count <= 100
            && !message.messageSID.isEmpty && !message.from.isEmpty
        guard isBounded, InboundMessage.Kind.allCases.contains(message.kind) else {
            throw Failure(.internal, "\(message)")
        }
    }
}
