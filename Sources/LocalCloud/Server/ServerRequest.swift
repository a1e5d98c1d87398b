import WireFormats

/// An HTTP request as a stand-in gets it.
struct ServerRequest: Sendable {
    var method: String
    /// As sent: percent-encoded, without the query.
    var path: String
    /// As sent, without the question mark.
    var query: String
    var headers: HTTPHeaders
    /// `nil` when it was longer than the server takes.
    var body: [UInt8]?

    /// The path's segments, percent-decoded; a segment that does not decode to UTF-8 stays as it was sent.
    var segments: [String] {
        path.split(separator: "/", omittingEmptySubsequences: true).map { PercentEncoding.decode($0) ?? String($0) }
    }
}
