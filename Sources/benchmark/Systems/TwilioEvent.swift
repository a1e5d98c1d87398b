import SystemSupport
import Twilio
import WireFormats

/// Webhooks as Twilio calls them, signed.
enum TwilioEvent {
    static let account = "AC" + String(repeating: "0", count: 32)
    static let token = "a token for the benchmark only"
    static let ourAddress = "whatsapp:+14155238886"
    static let baseURL = "https://bench.example.com"

    /// A text from a customer.
    ///
    /// - Parameter number: of the message; makes its id.
    static func message(_ number: Int, from phone: String, _ text: String) -> JSON {
        message(number, from: phone, text, [("NumMedia", "0"), ("MessageType", "text")])
    }

    /// A picture with a caption.
    ///
    /// - Parameter url: where Twilio keeps the picture.
    static func picture(_ number: Int, from phone: String, _ text: String, url: String) -> JSON {
        message(
            number, from: phone, text,
            [
                ("NumMedia", "1"), ("MessageType", "image"), ("MediaContentType0", "image/jpeg"), ("MediaUrl0", url),
            ])
    }

    /// Where a picture of a message lies, at the stand-in for Twilio.
    static func mediumURL(_ number: Int, at endpoint: String) -> String {
        let medium = "ME" + String(repeating: "0", count: 32)
        return "\(endpoint)/2010-04-01/Accounts/\(account)/Messages/\(sid(number))/Media/\(medium)"
    }

    private static func message(
        _ number: Int, from phone: String, _ text: String, _ kind: [(name: String, value: String)]
    ) -> JSON {
        let id = sid(number)
        return webhook(
            "/twilio-webhook-opt",
            kind + [
                ("SmsMessageSid", id), ("ProfileName", "Anna"),
                ("SmsSid", id), ("WaId", String(phone.dropFirst())), ("SmsStatus", "received"), ("Body", text),
                ("To", ourAddress), ("NumSegments", "1"), ("ReferralNumMedia", "0"), ("MessageSid", id),
                ("AccountSid", account), ("From", "whatsapp:\(phone)"), ("ApiVersion", "2010-04-01"),
            ])
    }

    /// How far a message has come that nobody here knows.
    static func status(_ number: Int) -> JSON {
        let id = sid(number)
        return webhook(
            "/twilio-status",
            [
                ("SmsSid", id), ("MessageSid", id), ("SmsStatus", "delivered"), ("MessageStatus", "delivered"),
                ("To", "whatsapp:+14155550100"), ("From", ourAddress), ("AccountSid", account),
                ("ApiVersion", "2010-04-01"),
            ])
    }

    private static func sid(_ number: Int) -> String { "SM" + number.padded(to: 32, radix: 16) }

    private static func webhook(_ path: String, _ fields: [(name: String, value: String)]) -> JSON {
        let form = fields.map { FormField(name: $0.name, value: $0.value) }
        let signature = TwilioSignature.sign(url: baseURL + path, fields: form, key: TwilioAuthToken(token).key)
        let body = fields.map { "\($0.name)=\(PercentEncoding.encode($0.value))" }.joined(separator: "&")
        return [
            "version": "2.0", "routeKey": "$default", "rawPath": .string(path), "rawQueryString": "",
            "headers": [
                "content-type": "application/x-www-form-urlencoded; charset=UTF-8",
                "host": "bench.example.com", "user-agent": "TwilioProxy/1.1",
                "x-twilio-signature": .string(signature),
            ],
            "requestContext": Event.context("POST", path, nil),
            "body": .string(Base64.encode(Array(body.utf8))), "isBase64Encoded": true,
        ]
    }
}
