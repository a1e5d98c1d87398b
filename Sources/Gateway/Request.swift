public import WireFormats

/// What was asked, by whom: the one form in which every event reaches a system's routes.
public struct Request: Sendable {
    /// Upper case. For operations: `POST`.
    public var method: String
    /// Percent-encoded, without the stage, without query; the router decodes it, segment by segment. Where the gateway has
    /// decoded the path it is encoded again here, so that nothing is decoded twice.
    public var path: String
    /// What the gateway leaves open about the path.
    var pathOrigin = PathOrigin()
    /// Path and query as the client sent them, the stage included: what webhooks sign. An HTTP API does not tell how the
    /// client spelt the path: there it is decoded, as the gateway hands it on.
    public var target: RequestTarget
    /// Decoded, in the order sent; a name may come more than once.
    public var query: [(name: String, value: String)]
    public var headers: HTTPHeaders
    /// Decoded from base64 where the gateway had encoded it.
    public var body: [UInt8]
    public var caller: Caller
    /// Values of the route's `{name}` segments, percent-decoded. Set by the router.
    public var parameters: [String: String]
    /// The gateway's id of this request, or the invocation's.
    public var requestID: String

    /// - Parameter target: `path` without a query unless it is given.
    public init(
        method: String, path: String, target: RequestTarget? = nil, query: [(name: String, value: String)] = [],
        headers: HTTPHeaders = [:], body: [UInt8] = [], caller: Caller, parameters: [String: String] = [:],
        requestID: String = ""
    ) {
        self.method = method
        self.path = path
        self.target = target ?? RequestTarget(path: path)
        self.query = query
        self.headers = headers
        self.body = body
        self.caller = caller
        self.parameters = parameters
        self.requestID = requestID
    }

    /// The first value of a query parameter.
    public func query(_ name: String) -> String? { query.first { $0.name.hasSameBytes(as: name) }?.value }
}

/// What a gateway leaves open about a request's path.
struct PathOrigin: Sendable, Hashable {
    /// A route of the gateway with a path of its own matched the end of the path: what came before is off already.
    var isMatchedByGateway = false
    /// The gateway decoded the path as a whole: a slash may be part of a segment.
    var isDecoded = false
}
