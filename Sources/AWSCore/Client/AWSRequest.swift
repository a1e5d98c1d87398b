public import WireFormats

/// A call to a service before it is addressed, signed and sent.
public struct AWSRequest: Sendable {
    public var method: String
    /// Percent-encoded, from the slash on; what the endpoint has in front of it is added.
    public var path: String
    /// Percent-encoded, without `?`.
    public var query: String
    public var headers: HTTPHeaders
    public var body: [UInt8]
    /// Whether carrying it out twice does no more than once. One that is not is never sent again once it may have taken
    /// effect.
    public var isIdempotent: Bool
    /// False for the few that prove in themselves who sends them.
    public var isSigned: Bool
    /// Lets the peer be silent until the invocation's deadline: for calls whose answer takes as long as the work behind it.
    public var mayStaySilent: Bool
    /// Longest answer, in bytes.
    public var maximumBodySize: Int

    public init(
        method: String = "POST", path: String = "/", query: String = "", headers: HTTPHeaders = [:], body: [UInt8] = [],
        isIdempotent: Bool = true, isSigned: Bool = true, mayStaySilent: Bool = false, maximumBodySize: Int = 64 << 20
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.body = body
        self.isIdempotent = isIdempotent
        self.isSigned = isSigned
        self.mayStaySilent = mayStaySilent
        self.maximumBodySize = maximumBodySize
    }
}
