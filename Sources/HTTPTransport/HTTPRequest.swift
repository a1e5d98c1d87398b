public import WireFormats

/// One HTTP request, as ``HTTPClient`` sends it.
public struct HTTPRequest: Sendable {
    public var method: String
    /// An absolute `http` or `https` URL, already percent-encoded; it is sent as it stands.
    public var url: String
    /// `Host` and `Content-Length` are made by the client and must not be given, except a `Host` that was signed.
    public var headers: HTTPHeaders
    public var body: [UInt8]
    /// The whole exchange must end by then; `nil` for no bound.
    public var deadline: ContinuousClock.Instant?
    public var connectTimeout: Duration
    /// How long the peer may stay silent once connected, neither sending nor taking a byte; `nil` for no bound. Time in
    /// which nobody reads a streamed response does not count.
    public var idleTimeout: Duration?
    /// Longest response body in bytes; a longer one ends the exchange with ``HTTPError/Code/bodyTooLarge``.
    public var maximumBodySize: Int
    /// Sends straight to the peer whatever `http_proxy` says. For the Runtime API.
    public var bypassesProxy: Bool

    public init(
        method: String = "GET", url: String, headers: HTTPHeaders = [:], body: [UInt8] = [],
        deadline: ContinuousClock.Instant? = nil, connectTimeout: Duration = .seconds(5), idleTimeout: Duration? = nil,
        maximumBodySize: Int = 16 << 20, bypassesProxy: Bool = false
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.deadline = deadline
        self.connectTimeout = connectTimeout
        self.idleTimeout = idleTimeout
        self.maximumBodySize = maximumBodySize
        self.bypassesProxy = bypassesProxy
    }
}
