import Gateway
import Testing
import Twilio
import WireFormats

@Suite("Status callbacks")
struct DeliveryReportTests {
    @Test("say what became of a message, and why")
    func delivery() throws {
        #expect(
            try TwilioWebhook(Forms.delivery)
                == .delivery(
                    DeliveryReport(
                        messageSID: "SM0123456789abcdef0123456789abcdef", status: .undelivered, errorCode: 63_016,
                        accountSID: "AC0123456789abcdef0123456789abcdef", to: "whatsapp:+14155550100",
                        from: "whatsapp:+14155238886")))
    }

    @Test("may use a word that is not known, and a code that is no number")
    func unknown() throws {
        let report = try DeliveryReport(Forms.form(["MessageStatus": "teleported", "ErrorCode": "?"]))
        #expect(report.status == MessageStatus(rawValue: "teleported") && report.errorCode == nil)
    }

    @Test("without a status or a message are refused by name")
    func missing() {
        #expect(throws: Failure.missing("MessageStatus")) { try DeliveryReport(Forms.text) }
        #expect(throws: Failure.missing("MessageSid")) {
            try DeliveryReport(FormBody(fields: [FormField(name: "MessageStatus", value: "sent")]))
        }
    }

    @Test("a message that comes in is no status callback")
    func message() throws {
        #expect(try TwilioWebhook(Forms.text) == .message(try InboundMessage(Forms.text)))
        let form = Forms.form(["MessageStatus": "received"])
        #expect(try TwilioWebhook(form) == .message(try InboundMessage(form)))
    }
}
