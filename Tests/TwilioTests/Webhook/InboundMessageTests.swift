import Gateway
import Testing
import Twilio
import WireFormats

@Suite("Messages that come in")
struct InboundMessageTests {
    private func failure(_ changes: [String: String?]) -> Failure? {
        #expect(throws: Failure.self) { try InboundMessage(Forms.form(changes)) }
    }

    @Test("a text, with everything that comes along")
    func text() throws {
        let message = try InboundMessage(Forms.text)
        #expect(message.messageSID == "SM0123456789abcdef0123456789abcdef")
        #expect(message.accountSID == "AC0123456789abcdef0123456789abcdef")
        #expect(message.from == "whatsapp:+14155550100" && message.to == "whatsapp:+14155238886")
        #expect(message.body == "5 units of Product A" && message.kind == .text)
        #expect(message.profileName == "Ann" && message.whatsAppID == "14155550100")
        #expect(message.media == [] && message.statedMediaCount == 0)
        #expect(message.location == nil && message.button == nil && message.repliedTo == nil)
        #expect(!message.isForwarded && !message.isFrequentlyForwarded)
        #expect(message.referral == [] && message.omittedFieldCount == 0)
        #expect(
            message.otherFields == [
                FormField(name: "ApiVersion", value: "2010-04-01"), FormField(name: "NumSegments", value: "1"),
                FormField(name: "SmsStatus", value: "received"),
            ])
    }

    @Test("a caption and every medium are kept, and a picture decides what it is")
    func captionedImage() throws {
        let message = try InboundMessage(Forms.captionedImage)
        #expect(message.body == "Like this one" && message.kind == .image && message.statedMediaCount == 2)
        #expect(
            message.media == [
                InboundMedia(url: "https://api.twilio.com/media/0", contentType: "application/pdf"),
                InboundMedia(url: "https://api.twilio.com/media/1", contentType: "image/jpeg"),
            ])
    }

    @Test(
        "a medium alone is of its own kind",
        arguments: [
            ("image/png", InboundMessage.Kind.image), ("audio/ogg; codecs=opus", .audio), ("video/mp4", .video),
            ("application/pdf", .document), ("IMAGE/JPEG", .image), ("text/vcard", .contacts),
            ("text/x-vcard", .contacts), ("", .document), ("nonsense", .document),
        ])
    func mediaKind(contentType: String, kind: InboundMessage.Kind) throws {
        let message = try InboundMessage(
            Forms.form(["NumMedia": "1", "MediaUrl0": "https://x.example/0", "MediaContentType0": contentType]))
        #expect(message.kind == kind)
        #expect(message.media == [InboundMedia(url: "https://x.example/0", contentType: contentType.nilIfEmpty)])
    }

    @Test(
        "sound goes before film, film before papers, papers before a place",
        arguments: [
            (["video/mp4", "audio/ogg"], InboundMessage.Kind.audio), (["application/pdf", "video/mp4"], .video),
            (["text/vcard", "application/pdf"], .document), (["text/vcard"], .location),
        ])
    func precedence(contentTypes: [String], kind: InboundMessage.Kind) throws {
        var changes: [String: String?] = ["Latitude": "1", "Longitude": "2", "ButtonText": "x"]
        for (number, type) in contentTypes.enumerated() {
            changes["MediaUrl\(number)"] = "https://x.example/\(number)"
            changes["MediaContentType\(number)"] = type
        }
        #expect(try InboundMessage(Forms.form(changes)).kind == kind)
    }

    @Test("media are those that are listed, whatever their number is said to be, at most ten")
    func mediaCount() throws {
        let fewer = try InboundMessage(Forms.form(["NumMedia": "3", "MediaUrl2": "https://x.example/2"]))
        #expect(fewer.statedMediaCount == 3)
        #expect(fewer.media == [InboundMedia(url: "https://x.example/2", contentType: nil)])
        var changes: [String: String?] = ["NumMedia": nil]
        for number in 0..<12 { changes["MediaUrl\(number)"] = "https://x.example/\(number)" }
        let more = try InboundMessage(Forms.form(changes))
        #expect(more.statedMediaCount == 0)
        #expect(more.media.map(\.url) == (0..<10).map { "https://x.example/\($0)" })
    }

    @Test("a place, with its address")
    func location() throws {
        let message = try InboundMessage(Forms.location)
        #expect(message.kind == .location && message.body == "")
        #expect(
            message.location.map { [$0.latitude, $0.longitude] } == [37.7749, -122.4194]
                && message.location?.address == "1 Market St" && message.location?.label == "Pier")
    }

    @Test(
        "a place that is nowhere is none, and its fields are kept as they came",
        arguments: [("91", "0"), ("0", "-180.5"), ("nan", "0"), ("here", "0"), ("0", "")])
    func badLocation(latitude: String, longitude: String) throws {
        let message = try InboundMessage(Forms.form(["Latitude": latitude, "Longitude": longitude]))
        #expect(message.location == nil && message.kind == .unknown)
        #expect(message.otherFields.contains(FormField(name: "Latitude", value: latitude)))
        #expect(message.otherFields.contains(FormField(name: "Longitude", value: longitude)))
    }

    @Test("a button, an answer to a message, a forwarded one, one from an advertisement")
    func others() throws {
        let button = try InboundMessage(Forms.button)
        #expect(button.kind == .button && button.button?.text == "Yes" && button.button?.payload == "confirm-17")
        let reply = try InboundMessage(Forms.reply)
        #expect(reply.repliedTo?.messageSID == "SMold" && reply.repliedTo?.sender == "whatsapp:+14155238886")
        #expect(reply.isForwarded && reply.isFrequentlyForwarded && reply.kind == .text)
        let referral = try InboundMessage(Forms.referral)
        #expect(
            referral.referral == [
                FormField(name: "ReferralHeadline", value: "Fresh bread"),
                FormField(name: "ReferralSourceId", value: "120"),
            ])
        #expect(referral.otherFields.contains(FormField(name: "ChannelMetadata", value: #"{"type":"whatsapp"}"#)))
    }

    @Test("a customer without a number is known by the id that stands for them")
    func withoutNumber() throws {
        let message = try InboundMessage(Forms.withoutNumber)
        #expect(message.from == "whatsapp:US.13491208655302741918" && message.whatsAppID == nil)
        #expect(message.externalUserID == message.from)
    }

    @Test("the message's id has three names")
    func messageSID() throws {
        let names = ["MessageSid", "SmsMessageSid", "SmsSid"]
        for name in names {
            var changes: [String: String?] = [:]
            for other in names { changes[other] = other == name ? "SM1" : "" }
            #expect(try InboundMessage(Forms.form(changes)).messageSID == "SM1")
        }
        #expect(failure(["MessageSid": nil, "SmsMessageSid": nil, "SmsSid": nil]) == .missing("MessageSid"))
    }

    @Test("what is wrong is named")
    func wrong() {
        #expect(failure(["From": nil]) == .missing("From"))
        for count in ["many", "1.5", "-1", "99999999999999999999"] {
            #expect(
                failure(["NumMedia": count])
                    == Failure(.invalid(field: "NumMedia"), "NumMedia must be an integer from 0"))
        }
        #expect(failure(["From": String(repeating: "1", count: 257)])?.kind == .invalid(field: "From"))
        #expect(failure(["Body": String(repeating: "1", count: 65_537)])?.kind == .invalid(field: "Body"))
        #expect(failure(["MediaUrl0": String(repeating: "1", count: 2049)])?.kind == .invalid(field: "MediaUrl0"))
    }

    @Test("a text keeps its blanks and line ends")
    func blanks() throws {
        #expect(try InboundMessage(Forms.form(["Body": " a\r\n b "])).body == " a\r\n b ")
    }

    @Test("fields that are not known are kept as far as there is room")
    func room() throws {
        var many: [String: String?] = [:]
        for number in 0..<200 { many["X\(number)"] = "1" }
        let message = try InboundMessage(Forms.form(many))
        #expect(message.otherFields.count == 100)
        #expect(message.omittedFieldCount == 103)
        let large = try InboundMessage(
            Forms.form([
                "X": String(repeating: "x", count: 20_000), "ReferralBody": String(repeating: "y", count: 9000),
            ]))
        #expect(large.omittedFieldCount == 1 && large.referral.count == 1 && large.otherFields.count == 3)
    }
}

extension String {
    fileprivate var nilIfEmpty: String? { isEmpty ? nil : self }
}
