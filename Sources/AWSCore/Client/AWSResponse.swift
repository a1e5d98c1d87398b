public import WireFormats

/// What a service answered to a request that succeeded.
public struct AWSResponse: Sendable {
    /// 200 to 299.
    public var status: Int
    public var headers: HTTPHeaders
    public var body: [UInt8]

    public init(status: Int, headers: HTTPHeaders, body: [UInt8]) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// The service's name for the exchange, for AWS support.
    public var requestID: String? { AWSErrorParser.requestID(headers) }
}
