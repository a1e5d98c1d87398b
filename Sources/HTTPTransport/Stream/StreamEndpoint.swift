/// Where a ``StreamConnection`` leads.
public struct StreamEndpoint: Sendable, Hashable {
    /// A name or an address; an IPv6 address without brackets.
    public var host: String
    public var port: UInt16
    /// TLS 1.2 or later, with the peer's certificate and name checked.
    public var isSecure: Bool
    /// A PEM file with the authorities to trust; `nil` for the system's, as ``HTTPClient`` finds them.
    public var caBundlePath: String?
    /// For all of name resolution, TCP and TLS.
    public var connectTimeout: Duration

    public init(
        host: String, port: UInt16, isSecure: Bool = false, caBundlePath: String? = nil,
        connectTimeout: Duration = .seconds(5)
    ) {
        self.host = host
        self.port = port
        self.isSecure = isSecure
        self.caBundlePath = caBundlePath
        self.connectTimeout = connectTimeout
    }

    /// What libcurl is told to connect to.
    var url: String {
        let host = host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]" : host
        return "\(isSecure ? "https" : "http")://\(host):\(port)/"
    }
}
