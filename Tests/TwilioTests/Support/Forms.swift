import Twilio

/// Forms as Twilio posts them, after its documentation and published examples.
enum Forms {
    private static let always = [
        "SmsMessageSid": "SM0123456789abcdef0123456789abcdef", "SmsSid": "SM0123456789abcdef0123456789abcdef",
        "MessageSid": "SM0123456789abcdef0123456789abcdef", "AccountSid": "AC0123456789abcdef0123456789abcdef",
        "From": "whatsapp:+14155550100", "To": "whatsapp:+14155238886", "NumMedia": "0", "NumSegments": "1",
        "SmsStatus": "received", "ApiVersion": "2010-04-01", "ProfileName": "Ann", "WaId": "14155550100",
    ]

    static func form(_ changes: [String: String?]) -> FormBody {
        var fields = always
        for (name, value) in changes { fields[name] = value }
        return FormBody(fields: fields.sorted { $0.key < $1.key }.map { FormField(name: $0.key, value: $0.value) })
    }

    static let text = form(["Body": "5 units of Product A"])
    static let captionedImage = form([
        "Body": "Like this one", "NumMedia": "2", "MediaUrl0": "https://api.twilio.com/media/0",
        "MediaContentType0": "application/pdf", "MediaUrl1": "https://api.twilio.com/media/1",
        "MediaContentType1": "image/jpeg",
    ])
    static let location = form([
        "Body": nil, "Latitude": "37.7749", "Longitude": "-122.4194", "Address": "1 Market St", "Label": "Pier",
    ])
    static let button = form(["Body": "Yes", "ButtonText": "Yes", "ButtonPayload": "confirm-17"])
    static let reply = form([
        "Body": "This one", "OriginalRepliedMessageSid": "SMold",
        "OriginalRepliedMessageSender": "whatsapp:+14155238886", "Forwarded": "true", "FrequentlyForwarded": "true",
    ])
    static let referral = form([
        "Body": "I saw your advertisement", "ReferralSourceId": "120", "ReferralHeadline": "Fresh bread",
        "ChannelMetadata": #"{"type":"whatsapp"}"#,
    ])
    static let withoutNumber = form([
        "Body": "Hi", "From": "", "WaId": nil, "ExternalUserId": "whatsapp:US.13491208655302741918",
    ])
    static let delivery = form([
        "SmsStatus": "undelivered", "MessageStatus": "undelivered", "ErrorCode": "63016", "NumMedia": nil,
        "From": "whatsapp:+14155238886", "To": "whatsapp:+14155550100",
    ])
    static let all = [text, captionedImage, location, button, reply, referral, withoutNumber, delivery]
}
