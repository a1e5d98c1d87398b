public import Twilio
public import WireFormats

/// A message that the function had Twilio's stand-in send.
public struct TwilioMessage: Sendable, Hashable {
    public var sid: String
    public var to: String
    public var from: String
    public var body: String
    public var mediaURLs: [String]
    /// A template.
    public var contentSID: String?
    public var statusCallback: String?
    public var status: MessageStatus
    public var errorCode: Int?
    public var created: Timestamp
}

extension TwilioMessage {
    /// As the REST API shows it.
    func json(account: String) -> JSON {
        let uri = "/2010-04-01/Accounts/\(account)/Messages/\(sid).json"
        return [
            "sid": .string(sid), "account_sid": .string(account), "api_version": "2010-04-01", "to": .string(to),
            "from": .string(from), "body": .string(body), "status": .string(status.rawValue),
            "direction": "outbound-api", "num_media": .string(String(mediaURLs.count)), "num_segments": "1",
            "error_code": errorCode.map { .number(JSONNumber($0)) } ?? .null,
            "error_message": .null, "date_created": .string(Self.date(created)),
            "date_updated": .string(Self.date(created)),
            "date_sent": status == .queued ? .null : .string(Self.date(created)), "messaging_service_sid": .null,
            "price": .null, "price_unit": "USD", "uri": .string(uri), "subresource_uris": [:],
        ]
    }

    /// `Sat, 21 Nov 2026 01:33:24 +0000` (RFC 2822).
    static func date(_ time: Timestamp) -> String {
        // The first of January 1970 was a Thursday.
        let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let c = time.components
        let two = { (value: Int) in value < 10 ? "0\(value)" : "\(value)" }
        return "\(days[time.seconds / 86_400 % 7]), \(two(c.day)) \(months[c.month - 1]) \(c.year) "
            + "\(two(c.hour)):\(two(c.minute)):\(two(c.second)) +0000"
    }
}
