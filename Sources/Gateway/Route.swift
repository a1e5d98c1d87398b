/// An HTTP route: a method, and a path whose `{name}` segments are parameters.
public struct Route: Sendable {
    public typealias Handler = @Sendable (Request) async throws -> Response

    /// Upper case.
    public var method: String
    /// Begins with `/`; each segment is literal text, not percent-encoded, or `{name}`.
    public var path: String
    /// How the system that owns the route words its failures.
    public var failures: FailureFormat
    public var handler: Handler

    /// - Parameter failures: the shape of error bodies; what the handler throws is answered in it.
    public init(
        _ method: String, _ path: String, failures: FailureFormat = .object, handler: @escaping Handler
    ) {
        self.method = method
        self.path = path
        self.failures = failures
        self.handler = handler
    }
}
