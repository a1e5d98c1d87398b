/// Where a request was sent to, in the client's own spelling (RFC 9112 §3.2.1).
public struct RequestTarget: Sendable, Hashable {
    /// Percent-encoded, with the stage or base path under which the gateway is reached.
    public var path: String
    /// Without the question mark; empty when there is none.
    public var query: String

    public init(path: String, query: String = "") {
        self.path = path
        self.query = query
    }
}
