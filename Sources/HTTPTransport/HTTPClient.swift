/// Sends HTTP/1.1 requests over the connections of a ``CurlEventLoop`` and keeps them alive. It follows no redirects,
/// repeats no request, keeps no cookies, decodes no content encoding, and adds no header but `Host` and, for a body,
/// `Content-Length`. Environment variables for proxies are honoured unless a request says otherwise.
///
/// It can be used from any task; from one that prefers the loop as its executor, no thread is ever switched.
public final class HTTPClient: HTTPStreaming {
    private let loop: CurlEventLoop
    private let pool: EasyHandlePool

    /// - Parameter caBundlePath: a PEM file with the authorities to trust; `nil` for the system's, looked up where Amazon
    ///   Linux and Debian have it.
    public init(loop: CurlEventLoop, caBundlePath: String? = nil) {
        self.loop = loop
        pool = EasyHandlePool(caBundlePath: caBundlePath ?? CABundle.first())
    }

    /// Sends the request and collects the response's body.
    ///
    /// - Throws: ``HTTPError``; each of its codes says when. A task that is cancelled before sends nothing, and one that
    ///   is cancelled while it waits closes the connection.
    public func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
        let transfer = try newTransfer(request)
        let core = loop.core
        let result = await withTaskCancellationHandler {
            await withUnsafeContinuation { continuation in
                transfer.sink = WholeResponse(continuation)
                core.submit(transfer)
            }
        } onCancel: {
            core.post { $0.abort(transfer) { .cancelled(sent: $0) } }
        }
        return try result.get()
    }

    /// Sends the request and returns once status and headers have come. `maximumBodySize` and `deadline` hold for the
    /// whole body.
    ///
    /// - Throws: ``HTTPError``, as ``send(_:)`` does. Later failures are thrown by the body.
    public func stream(_ request: HTTPRequest) async throws(HTTPError) -> HTTPStreamedResponse {
        let transfer = try newTransfer(request)
        let (loop, core) = (loop, loop.core)
        let result = await withTaskCancellationHandler {
            await withUnsafeContinuation { continuation in
                transfer.sink = BodyChannel(transfer, loop, continuation)
                core.submit(transfer)
            }
        } onCancel: {
            core.post { $0.abort(transfer) { .cancelled(sent: $0) } }
        }
        return try result.get()
    }

    private func newTransfer(_ request: HTTPRequest) throws(HTTPError) -> Transfer {
        try request.validate()
        guard !Task.isCancelled else { throw .cancelled(sent: false) }
        return Transfer(request, pool: pool)
    }
}
