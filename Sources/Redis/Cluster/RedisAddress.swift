/// Where a node of a cluster, or the only server there is, takes commands.
struct RedisAddress: Sendable, Hashable {
    /// A name or an address; an IPv6 address without brackets.
    var host: String
    var port: UInt16
}

extension RedisAddress {
    /// What a node says of itself or of another one.
    ///
    /// A node that does not know its own address, or shall not tell it (`cluster-preferred-endpoint-type unknown-endpoint`),
    /// says nothing; it has the host that the answer came from. `?` is a host name that nobody has configured: it may be
    /// any node. Source: Redis, "CLUSTER SLOTS" and, on `MOVED`, the cluster specification.
    ///
    /// - Returns: `nil` for `?`, and for what is no host or no port.
    init?(announcedHost host: String, port: Int, by speaker: RedisAddress) {
        guard let port = UInt16(exactly: port), port > 0 else { return nil }
        guard !host.isEmpty else {
            self.init(host: speaker.host, port: port)
            return
        }
        guard host.utf8.allSatisfy({ RedisConfiguration.isHostByte($0) || $0 == UInt8(ascii: ":") }) else { return nil }
        self.init(host: host, port: port)
    }
}
