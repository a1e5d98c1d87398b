/// What can also give a response's body while it is on its way: ``HTTPClient``, or a wrapper around it.
public protocol HTTPStreaming: HTTPSending {
    /// Sends the request and returns once status and headers have come.
    func stream(_ request: HTTPRequest) async throws(HTTPError) -> HTTPStreamedResponse
}
