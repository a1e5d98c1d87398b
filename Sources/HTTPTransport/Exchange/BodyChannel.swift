/// Between libcurl, which delivers a body, and the one task that reads it. Confined to the loop's thread.
final class BodyChannel: ResponseSink, @unchecked Sendable {
    typealias Head = UnsafeContinuation<Result<HTTPStreamedResponse, HTTPError>, Never>
    typealias Consumer = UnsafeContinuation<Result<[UInt8]?, HTTPError>, Never>

    /// Bytes that may wait for the consumer. libcurl delivers up to 16 KiB at a time.
    static let capacity = 256 << 10

    private enum End {
        case open
        case whole
        case failed(HTTPError)
    }

    /// `nil` once it has ended.
    private var transfer: Transfer?
    private let loop: CurlEventLoop
    private var head: Head?
    private var consumer: Consumer?
    private var buffer: [UInt8] = []
    private var isPaused = false
    private var end = End.open

    init(_ transfer: Transfer, _ loop: CurlEventLoop, _ head: Head) {
        self.transfer = transfer
        self.loop = loop
        self.head = head
    }

    // MARK: From libcurl

    func receive(_ head: ResponseHead, expectedLength: Int?) {
        let body = HTTPBodyStream(reader: BodyReader(loop, self))
        let response = HTTPStreamedResponse(status: head.status, headers: head.headers, body: body)
        self.head?.resume(returning: .success(response))
        self.head = nil
    }

    func receive(_ bytes: UnsafeRawBufferPointer) -> Bool {
        if let consumer {
            self.consumer = nil
            consumer.resume(returning: .success(Array(bytes)))
            return true
        }
        guard buffer.isEmpty || buffer.count + bytes.count <= Self.capacity else {
            isPaused = true
            return false
        }
        buffer.append(contentsOf: bytes)
        return true
    }

    func finish(_ failure: HTTPError?) {
        transfer = nil
        end = failure.map { .failed($0) } ?? .whole
        if let head {
            self.head = nil
            // Without a failure there was a head, and it has been delivered.
            if let failure { head.resume(returning: .failure(failure)) }
        }
        if let consumer {
            self.consumer = nil
            consumer.resume(returning: takeEnd())
        }
    }

    // MARK: From the consumer

    /// What has arrived; `nil` when nothing has.
    func takeBuffered(_ core: LoopCore) -> [UInt8]? {
        guard !buffer.isEmpty else { return nil }
        let bytes = buffer
        buffer = []
        if isPaused {
            isPaused = false
            if let transfer { core.resume(transfer) }
        }
        return bytes
    }

    func take(_ consumer: Consumer, _ core: LoopCore) {
        if let bytes = takeBuffered(core) { return consumer.resume(returning: .success(bytes)) }
        if case .open = end {
            guard self.consumer == nil else {
                let message = "two tasks read one body"
                return consumer.resume(
                    returning: .failure(HTTPError(code: .invalidRequest, requestWasSent: true, message: message)))
            }
            self.consumer = consumer
        } else {
            consumer.resume(returning: takeEnd())
        }
    }

    /// Gives the exchange up, and what has been buffered.
    func cancel(_ core: LoopCore) {
        let lost = !buffer.isEmpty
        buffer = []
        if let transfer {
            core.abort(transfer) { .cancelled(sent: $0) }
        } else if lost {
            end = .failed(.cancelled(sent: true))
        }
    }

    private func takeEnd() -> Result<[UInt8]?, HTTPError> {
        defer { end = .whole }
        if case .failed(let error) = end { return .failure(error) }
        return .success(nil)
    }
}
