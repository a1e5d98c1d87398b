public import Gateway

/// A status callback.
public struct DeliveryReport: Sendable, Hashable {
    public var messageSID: String
    public var status: MessageStatus
    /// Why it was not delivered, as a code of https://www.twilio.com/docs/api/errors; 63016 outside the service window.
    public var errorCode: Int?
    public var accountSID: String?
    public var to: String?
    public var from: String?

    public init(
        messageSID: String, status: MessageStatus, errorCode: Int? = nil, accountSID: String? = nil, to: String? = nil,
        from: String? = nil
    ) {
        self.messageSID = messageSID
        self.status = status
        self.errorCode = errorCode
        self.accountSID = accountSID
        self.to = to
        self.from = from
    }

    /// - Throws: ``Failure/Kind/invalid(field:)``
    public init(_ form: FormBody) throws(Failure) {
        var reader = FormReader(form)
        messageSID = try reader.messageSID()
        status = MessageStatus(rawValue: try reader.required("MessageStatus", maximumBytes: FormReader.identifier))
        // A code that is no number says no more than the status does.
        errorCode = try reader.text("ErrorCode", maximumBytes: FormReader.identifier).flatMap { Int($0) }
        accountSID = try reader.text("AccountSid", maximumBytes: FormReader.identifier)
        to = try reader.text("To", maximumBytes: FormReader.identifier)
        from = try reader.text("From", maximumBytes: FormReader.identifier)
    }
}
