/// Which Redis, as whom, and with what patience. Its description shows no password.
public struct RedisConfiguration: Sendable, Hashable {
    /// A name or an address; an IPv6 address without brackets. Of a cluster, any node's or its configuration endpoint.
    public var host: String
    public var port: UInt16
    /// TLS, with the server's certificate and name checked.
    public var isSecure: Bool
    /// A user of Redis's access control list (since Redis 6); `nil` for the default user.
    public var user: String?
    public var password: String?
    /// A cluster has 0 only.
    public var database: Int
    /// A PEM file with the authorities to trust; `nil` for the system's.
    public var caBundlePath: String?
    /// For name resolution, TCP and TLS together.
    public var connectTimeout = Duration.seconds(2)
    /// For one command with all its attempts; an invocation's deadline may end it sooner.
    public var commandTimeout = Duration.seconds(5)
    /// A connection that was not used for so long is replaced: it may be dead without a word, above all when the function was
    /// frozen meanwhile. AWS's own networks forget a silent connection after 350 s.
    public var maximumIdleTime = Duration.seconds(60)
    /// Of one reply, in bytes.
    public var maximumReplySize = 16 << 20

    public init(
        host: String, port: UInt16 = 6_379, isSecure: Bool = false, user: String? = nil, password: String? = nil,
        database: Int = 0, caBundlePath: String? = nil
    ) {
        self.host = host
        self.port = port
        self.isSecure = isSecure
        self.user = user
        self.password = password
        self.database = database
        self.caBundlePath = caBundlePath
    }
}

extension RedisConfiguration: CustomStringConvertible, CustomReflectable {
    /// The URL without user and password.
    public var description: String {
        let host = host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]" : host
        return "\(isSecure ? "rediss" : "redis")://\(host):\(port)/\(database)"
    }

    public var customMirror: Mirror { Mirror(self, children: ["url": description]) }
}
