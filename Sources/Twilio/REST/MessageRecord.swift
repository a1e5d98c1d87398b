public import WireFormats

/// A message as Twilio keeps it.
public struct MessageRecord: Sendable, Hashable {
    public var sid: String
    public var status: MessageStatus
    public var to: String?
    public var from: String?
    public var body: String
    /// To the second.
    public var created: Timestamp?
    /// Why it was not delivered.
    public var errorCode: Int?

    public init(
        sid: String, status: MessageStatus, to: String? = nil, from: String? = nil, body: String = "",
        created: Timestamp? = nil, errorCode: Int? = nil
    ) {
        self.sid = sid
        self.status = status
        self.to = to
        self.from = from
        self.body = body
        self.created = created
        self.errorCode = errorCode
    }

    /// - Returns: `nil` for what is no message.
    init?(_ json: JSON) {
        guard let sid = json["sid"]?.string, let status = json["status"]?.string else { return nil }
        self.init(
            sid: sid, status: MessageStatus(rawValue: status), to: json["to"]?.string, from: json["from"]?.string,
            body: json["body"]?.string ?? "", created: json["date_created"]?.string.flatMap(Self.time),
            errorCode: json["error_code"]?.int)
    }

    /// `Fri, 24 May 2019 17:18:27 +0000` (RFC 2822), always in UTC.
    private static func time(_ text: String) -> Timestamp? {
        guard text.hasByteSuffix(" +0000") else { return nil }
        return Timestamp(httpDate: text.dropLast(5) + "GMT")
    }
}
