internal import HTTPTransport

extension AWSClient {
    /// Longest error that is read, in bytes; what is beyond is not looked at.
    static let maximumErrorSize = 256 << 10

    /// Sends the request as ``send(_:to:)`` does, and returns once a head with status 200 to 299 has come. What fails
    /// later is thrown by the body, and nothing is tried again then.
    ///
    /// - Parameter endpoint: where to send it instead of ``endpoint``.
    /// - Throws: ``AWSError`` as ``send(_:to:)`` does, and with code `configuration` when the context's transport is no
    ///   `HTTPStreaming`.
    public func stream(
        _ request: AWSRequest, to endpoint: AWSEndpoint? = nil
    ) async throws(AWSError) -> AWSStreamedResponse {
        guard let transport = context.transport as? any HTTPStreaming else {
            throw AWSError(code: .configuration, message: "the transport cannot stream responses")
        }
        let response = try await repeating(request, at: endpoint ?? self.endpoint) {
            request async throws(FailedAttempt) in
            try await exchange(request, over: transport)
        }
        return AWSStreamedResponse(status: response.status, headers: response.headers, body: AWSBodyStream(response))
    }

    private func exchange(
        _ request: HTTPRequest, over transport: any HTTPStreaming
    ) async throws(FailedAttempt) -> HTTPStreamedResponse {
        let response: HTTPStreamedResponse
        do {
            response = try await transport.stream(request)
        } catch {
            throw FailedAttempt(error: AWSError(error))
        }
        guard (200..<300).contains(response.status) else {
            let body = try await Self.errorBody(of: response)
            throw failedAttempt(HTTPResponse(status: response.status, headers: response.headers, body: body))
        }
        return response
    }

    /// What comes of an error's body: where it breaks off, status and headers still say what the error is.
    private static func errorBody(of response: HTTPStreamedResponse) async throws(FailedAttempt) -> [UInt8] {
        var body: [UInt8] = []
        var pieces = response.body.makeAsyncIterator()
        do {
            while body.count < maximumErrorSize, let piece = try await pieces.next(isolation: nil) {
                body += piece.prefix(maximumErrorSize - body.count)
            }
        } catch {
            guard error.code != .cancelled else { throw FailedAttempt(error: AWSError(error)) }
        }
        return body
    }
}
