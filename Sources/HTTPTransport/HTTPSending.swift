/// What can carry an HTTP exchange: ``HTTPClient``, or a wrapper that a test puts around it.
public protocol HTTPSending: Sendable {
    /// Sends the request and collects the response's body.
    func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse
}
