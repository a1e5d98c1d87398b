public import HTTPTransport

/// Why a call to Twilio failed, after whatever retries there were.
public struct TwilioError: Error, Sendable, Hashable, CustomStringConvertible {
    public enum Code: Sendable, Hashable {
        /// Twilio refused, with a number of https://www.twilio.com/docs/api/errors, or `nil` when it gave none.
        case service(Int?)
        /// No whole answer came.
        case transport(HTTPError.Code)
        /// An answer came that is not what Twilio documents.
        case invalidResponse
        /// What was to be called is none of this account's at Twilio.
        case invalidRequest
    }

    public var code: Code
    /// The HTTP status of the last answer, if one came.
    public var status: Int?
    /// For people, in Twilio's words where it gave any. May quote numbers of customers, so it is not for the log.
    public var message: String
    /// A page about the error.
    public var moreInfo: String?
    /// Another attempt might succeed, later.
    public var isRetryable: Bool
    /// For how long Twilio asked to be left alone, if it did.
    public var retryAfter: Duration?
    /// The message may have been sent although no answer says so: before it is sent again, ``TwilioClient/messages(to:from:since:limit:)``
    /// tells.
    public var mayHaveSent: Bool
    public var attempts: Int

    public init(
        code: Code, status: Int? = nil, message: String, moreInfo: String? = nil, isRetryable: Bool = false,
        retryAfter: Duration? = nil, mayHaveSent: Bool = false, attempts: Int = 1
    ) {
        self.code = code
        self.status = status
        self.message = message
        self.moreInfo = moreInfo
        self.isRetryable = isRetryable
        self.retryAfter = retryAfter
        self.mayHaveSent = mayHaveSent
        self.attempts = attempts
    }

    /// For logs: without the message, which may hold a customer's number.
    public var description: String {
        let name =
            switch code {
            case .service(let number): "twilio.\(number.map(String.init) ?? "unknown")"
            case .transport(let code): "transport.\(code.rawValue)"
            case .invalidResponse: "invalidResponse"
            case .invalidRequest: "invalidRequest"
            }
        return name + (status.map { " (status \($0))" } ?? "")
    }
}
