/// A TCP or TLS connection on a ``CurlEventLoop``, for protocols other than HTTP. It connects at once and straight to the
/// peer, whatever `http_proxy` says, and announces no protocol in TLS (ALPN). It is closed when it is released.
///
/// Any task may send. One task at a time receives, and hears there of everything that goes wrong: connecting as well as
/// sending.
public final class StreamConnection: Sendable {
    private let loop: CurlEventLoop
    private let stream: Stream

    public init(to endpoint: StreamEndpoint, on loop: CurlEventLoop) {
        self.loop = loop
        let stream = Stream(endpoint)
        self.stream = stream
        loop.core.perform { $0.open(stream) }
    }

    deinit { close() }

    /// Hands bytes over, in the order of the calls; nobody waits. What the connection does not take yet is kept: the
    /// caller bounds it.
    public func send(_ bytes: [UInt8]) {
        let stream = stream
        guard stream.append(bytes) else { return }
        // Behind the jobs that are ready: what they hand over leaves together, in one system call.
        loop.core.post { $0.flush(stream) }
    }

    /// The next bytes from the peer, never empty; `nil` when the peer has closed.
    ///
    /// - Throws: ``HTTPError``: `nameResolution`, `connect` or `tls` when there was no connection, `timeout` when the
    ///   deadline passed, `connectionLost`, `shutDown`; `cancelled` when the task was, and also after ``close()``.
    public func receive() async throws(HTTPError) -> [UInt8]? {
        let (core, stream) = (loop.core, stream)
        let result = await withTaskCancellationHandler {
            await withUnsafeContinuation { continuation in
                core.perform { $0.receive(from: stream, continuation) }
            }
        } onCancel: {
            core.post { $0.end(stream, .cancelled(sent: stream.sentCount > 0)) }
        }
        return try result.get()
    }

    /// Ends the connection with `timeout` when that time comes, unless another is set before; `nil` for no bound.
    public func setDeadline(_ deadline: ContinuousClock.Instant?) {
        // The loop looks at the deadlines at its next turn.
        if stream.setDeadline(deadline) { loop.core.perform { _ in } }
    }

    /// How many of the bytes handed over may have left. Final once ``receive()`` has told of the end.
    public var sentCount: Int { stream.sentCount }

    public func close() {
        let stream = stream
        loop.core.perform { $0.end(stream, .cancelled(sent: stream.sentCount > 0)) }
    }
}
