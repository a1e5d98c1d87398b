public import HTTPTransport
public import WireFormats

/// Why a call to an AWS service failed, after whatever retries there were.
public struct AWSError: Error, Sendable, CustomStringConvertible {
    public enum Code: Sendable, Hashable {
        /// The service answered with an error of this name, without its namespace: `ConditionalCheckFailedException`.
        case service(String)
        /// No whole answer came.
        case transport(HTTPError.Code)
        /// There are no credentials, or they could not be fetched.
        case credentials
        /// The region or an endpoint is missing or malformed, or the request cannot be expressed (a bucket's name).
        case configuration
        /// An answer came that is not what the service's protocol says: not JSON, or with a wrong checksum.
        case invalidResponse
    }

    public var code: Code
    /// For people and logs; the service's own words where it gave any. May quote parts of the request.
    public var message: String
    /// The service's name for the exchange, for AWS support.
    public var requestID: String?
    /// The HTTP status of the last answer, if one came.
    public var status: Int?
    /// Another attempt might have succeeded; after ``AWSClient`` gave up, the caller may try again later.
    public var isRetryable: Bool
    /// The service asked for fewer requests.
    public var isThrottling: Bool
    /// For how long the service asked to be left alone, if it did.
    public var retryAfter: Duration?
    /// True when any attempt may have been carried out although its answer was lost or was a server error: what a write
    /// did is then unknown. An error such as a failed condition may follow from one's own first attempt.
    public var mayHaveTakenEffect: Bool
    /// The error's members (`Item`, `CancellationReasons`, …), of services that speak JSON.
    public var body: JSON?
    /// How often the request was tried.
    public var attempts: Int

    public init(
        code: Code, message: String, requestID: String? = nil, status: Int? = nil, isRetryable: Bool = false,
        isThrottling: Bool = false, retryAfter: Duration? = nil, mayHaveTakenEffect: Bool = false, body: JSON? = nil,
        attempts: Int = 0
    ) {
        self.code = code
        self.message = message
        self.requestID = requestID
        self.status = status
        self.isRetryable = isRetryable
        self.isThrottling = isThrottling
        self.retryAfter = retryAfter
        self.mayHaveTakenEffect = mayHaveTakenEffect
        self.body = body
        self.attempts = attempts
    }

    /// The service's name of the error; `nil` for errors on this side.
    public var serviceCode: String? {
        guard case .service(let name) = code else { return nil }
        return name
    }

    public var description: String {
        let name =
            switch code {
            case .service(let name): name
            case .transport(let code): "transport.\(code.rawValue)"
            case .credentials: "credentials"
            case .configuration: "configuration"
            case .invalidResponse: "invalidResponse"
            }
        var text = "\(name): \(message)"
        if let status { text += " (status \(status)" + (requestID.map { ", request \($0))" } ?? ")") }
        return text
    }
}
