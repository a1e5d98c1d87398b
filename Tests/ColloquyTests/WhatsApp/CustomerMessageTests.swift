import Gateway
import HTTPTransport
import LocalCloud
import Testing
import Twilio
import WireFormats

@testable import colloquy

@Suite("What a customer sends")
struct CustomerMessageTests {
    private let message = CustomerMessage(
        text: "5 units of é", from: "whatsapp:+14155550100",
        media: ["https://x.example/a.pdf?b=1", "https://x.example/voice.ogg"], sid: "SM1", name: "Ann")

    @Test("is a webhook of Twilio's")
    func form() throws {
        guard case .message(let inbound) = try TwilioWebhook(message.form(.local)) else {
            Issue.record("no message")
            return
        }
        #expect(
            inbound.messageSID == "SM1" && inbound.from == "whatsapp:+14155550100" && inbound.body == "5 units of é")
        #expect(inbound.to == TwilioOptions.local.from && inbound.accountSID == TwilioOptions.local.accountSID)
        #expect(inbound.whatsAppID == "14155550100" && inbound.profileName == "Ann" && inbound.statedMediaCount == 2)
        #expect(
            inbound.media == [
                InboundMedia(url: "https://x.example/a.pdf?b=1", contentType: "application/pdf"),
                InboundMedia(url: "https://x.example/voice.ogg", contentType: "audio/ogg"),
            ])
    }

    @Test("is signed for the URL under which it is sent")
    func signature() {
        let request = message.request(to: "http://127.0.0.1:8080/twilio-webhook-opt", .local)
        let validator = TwilioRequestValidator(
            account: TwilioOptions.local.account, baseURL: "http://127.0.0.1:8080")
        let received = Request(
            method: request.method, path: "/twilio-webhook-opt", headers: request.headers, body: request.body,
            caller: .anonymous)
        #expect(validator.isValid(received))
    }

    @Test("a customer without a number has none at WhatsApp")
    func withoutNumber() {
        var message = message
        message.from = "whatsapp:US.13491208655302741918"
        #expect(message.form(.local)["WaId"] == nil)
    }

    @Test(
        "the kind of a medium is told by its ending",
        arguments: [
            ("https://x.example/a", "image/jpeg"),
            ("https://x.example/a.PNG", "image/png"), ("https://x.example/a.mp3#t", "audio/mpeg"),
            ("https://x.example/b.mp4?x=.pdf", "video/mp4"), ("https://x.example/c.vcf", "text/vcard"),
        ])
    func contentType(url: String, type: String) {
        #expect(CustomerMessage.contentType(of: url) == type)
    }
}
