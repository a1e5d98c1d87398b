/// One exchange, from the moment it is submitted until its end. `request`, `pool` and `sink` never change once it is
/// submitted; all else belongs to the loop's thread, which is why the class may call itself Sendable.
final class Transfer: @unchecked Sendable {
    enum Phase {
        case new
        /// Was ended before it began; nothing has been sent.
        case refused(HTTPError)
        case running(EasyHandle)
        case ended
    }

    /// What libcurl is told about the bytes it delivered.
    enum Answer {
        case taken
        /// The consumer is behind: libcurl keeps the bytes and stops reading.
        case pause
        /// ``failure`` says why.
        case abort
    }

    let request: HTTPRequest
    let pool: EasyHandlePool
    var sink: (any ResponseSink)?

    var phase = Phase.new
    /// Why the exchange is being ended from this side, if it is.
    private(set) var failure: HTTPError?
    private(set) var hasHead = false
    private var head = ResponseHead()
    private var receivedCount = 0
    /// Since when the peer has been silent; `nil` before there is a connection, while the sink takes no more, and for a
    /// request that does not bound it.
    private var silentSince: ContinuousClock.Instant?
    private var uploadedCount = 0

    /// True once a connection, TLS included, was ready for the request.
    private(set) var hasConnected = false
    /// What libcurl had counted as sent before the request itself: a CONNECT to a proxy counts too.
    private var sentBefore = 0

    init(_ request: HTTPRequest, pool: EasyHandlePool) {
        self.request = request
        self.pool = pool
    }

    /// - Parameter sent: libcurl's count of request bytes so far.
    func requestWasSent(_ sent: Int) -> Bool { hasConnected && sent > sentBefore }

    /// A connection is ready, and the request's first byte will be written to it next.
    ///
    /// libcurl (read in 7.88.1, `Curl_retry_request`) sends a request again on a fresh connection, up to five times and
    /// whatever its method, when a *reused* connection breaks before any byte of the response. The peer may have acted
    /// on the first copy, so a POST could take effect twice, and nobody would know. This call is the one place where
    /// that shows: it comes a second time. It is allowed when nothing of the request had been written (the peer closed
    /// an idle connection), and refused otherwise: whoever knows whether the request may be repeated decides.
    ///
    /// - Returns: false to give the exchange up.
    func connectionIsReady(sent: Int) -> Bool {
        if requestWasSent(sent) {
            failure = HTTPError(
                code: .connectionLost, requestWasSent: true,
                message: "a reused connection broke after the request was sent and before any response")
            return false
        }
        hasConnected = true
        sentBefore = sent
        noteActivity()
        return true
    }

    /// When the peer will have been silent for too long.
    ///
    /// libcurl's LOW_SPEED_TIME is no help: it compares an average over five seconds, so it notices silence up to six
    /// seconds late, and takes a peer that sends a few bytes at a time for a silent one.
    var endOfPatience: ContinuousClock.Instant? {
        guard let silentSince, let idleTimeout = request.idleTimeout else { return nil }
        return silentSince + idleTimeout
    }

    func noteActivity() {
        if request.idleTimeout != nil { silentSince = .now }
    }

    /// Counts as activity of the peer that it took bytes of the body.
    func noteUploaded(_ count: Int) {
        guard count > uploadedCount else { return }
        uploadedCount = count
        noteActivity()
    }

    func receiveHeaderLine(_ line: UnsafeRawBufferPointer) -> Answer {
        noteActivity()
        guard !head.isComplete else { return .taken }
        guard head.take(line) else {
            return abort(.connectionLost, "what came is not an HTTP response")
        }
        guard head.isComplete else { return .taken }
        // What these announce is the length of a body that does not follow (RFC 9110 §8.6).
        let hasBody = request.method != "HEAD" && head.status != 304 && head.status != 204
        let expected = hasBody ? head.contentLength : nil
        if let expected, expected > request.maximumBodySize {
            return abort(.bodyTooLarge, "the body has \(expected) bytes; \(request.maximumBodySize) are allowed")
        }
        hasHead = true
        sink?.receive(head, expectedLength: expected)
        return .taken
    }

    func receiveBody(_ bytes: UnsafeRawBufferPointer) -> Answer {
        guard bytes.count <= request.maximumBodySize - receivedCount else {
            return abort(.bodyTooLarge, "the body has more than the \(request.maximumBodySize) bytes allowed")
        }
        guard let sink, sink.receive(bytes) else {
            silentSince = nil
            return .pause
        }
        noteActivity()
        receivedCount += bytes.count
        return .taken
    }

    func finish(_ failure: HTTPError?) {
        phase = .ended
        sink?.finish(failure)
        sink = nil
    }

    private func abort(_ code: HTTPError.Code, _ message: String) -> Answer {
        failure = HTTPError(code: code, requestWasSent: true, message: message)
        return .abort
    }
}
