internal import HTTPTransport
public import WireFormats

/// What a service answers to a request that succeeded, while the body is still on its way.
public struct AWSStreamedResponse: Sendable {
    /// 200 to 299.
    public var status: Int
    public var headers: HTTPHeaders
    public var body: AWSBodyStream

    /// The service's name for the exchange, for AWS support.
    public var requestID: String? { AWSErrorParser.requestID(headers) }
}
