internal import CCurl
internal import Synchronization

/// The inside of a ``StreamConnection``. What is not said to be from any thread belongs to the loop's thread,
/// which is why the class may call itself Sendable.
final class Stream: @unchecked Sendable {
    typealias Receiver = UnsafeContinuation<Result<[UInt8]?, HTTPError>, Never>

    /// Bytes that may wait for the receiver; then the peer is held back.
    private static let capacity = 256 << 10

    enum Phase {
        case new
        case connecting(StreamHandle)
        case open(StreamHandle)
        /// `nil` when the peer has closed.
        case ended(HTTPError?)
    }

    let endpoint: StreamEndpoint
    private(set) var phase = Phase.new

    /// Set by callers on any thread, in the order of their calls; what they post to the loop may be overtaken by what the
    /// loop does itself.
    private struct Orders {
        /// Bytes handed over that no write has been tried with.
        var unsent: [UInt8] = []
        var deadline: ContinuousClock.Instant?
    }

    private let orders = Mutex(Orders())
    private let sent = Atomic(0)

    private var chunk = OutgoingChunk()
    private var received: [UInt8] = []
    private var receiver: Receiver?

    init(_ endpoint: StreamEndpoint) { self.endpoint = endpoint }

    // MARK: From any thread

    /// - Returns: true when the loop has to look.
    func append(_ bytes: [UInt8]) -> Bool {
        orders.withLock { orders in
            defer { orders.unsent.append(contentsOf: bytes) }
            return orders.unsent.isEmpty && !bytes.isEmpty
        }
    }

    var deadline: ContinuousClock.Instant? { orders.withLock(\.deadline) }

    /// - Returns: true when it is earlier than the one before, for which the loop may be waiting.
    func setDeadline(_ deadline: ContinuousClock.Instant?) -> Bool {
        orders.withLock { orders in
            defer { orders.deadline = deadline }
            guard let deadline else { return false }
            return orders.deadline.map { deadline < $0 } ?? true
        }
    }

    var sentCount: Int { sent.load(ordering: .acquiring) }

    // MARK: From the loop

    /// What to poll the socket for; `nil` while there is nothing to wait for.
    var events: Int32? {
        guard case .open = phase else { return nil }
        let reads = received.count < Self.capacity ? CURL_WAIT_POLLIN : 0
        let events = reads | (chunk.isEmpty ? 0 : CURL_WAIT_POLLOUT)
        return events == 0 ? nil : events
    }

    func begin(_ handle: StreamHandle) { phase = .connecting(handle) }

    /// The connection has been made, TLS included.
    func becomeOpen() {
        guard case .connecting(let handle) = phase else { return }
        phase = .open(handle)
        flush()
        readAll()
    }

    /// Moves what the socket takes and gives. TLS keeps bytes that it has decrypted, which no poll shows: each time, all of
    /// them are read.
    func moveBytes() {
        flush()
        readAll()
    }

    func flush() {
        while case .open(let handle) = phase {
            if chunk.isEmpty {
                let bytes = orders.withLock { orders in
                    defer { orders.unsent = [] }
                    return orders.unsent
                }
                guard !bytes.isEmpty else { return }
                chunk.fill(bytes)
            }
            // A TLS record may have left in part when the socket would take no more.
            if endpoint.isSecure { sent.store(chunk.end, ordering: .releasing) }
            switch handle.send(chunk.rest) {
            case .moved(let count):
                chunk.advance(count)
                sent.store(chunk.start, ordering: .releasing)
            case .blocked: return
            case .failed(let result): return finish(handle.failure(result, sent: sentCount > 0))
            }
        }
    }

    private func readAll() {
        while case .open(let handle) = phase, received.count < Self.capacity {
            switch handle.receive(into: &received) {
            case .moved(0):
                finish(nil)
            case .moved: continue
            case .failed(let result): finish(handle.failure(result, sent: sentCount > 0))
            case .blocked: return deliver()
            }
        }
        deliver()
    }

    func receive(_ receiver: Receiver) {
        guard self.receiver == nil else {
            let message = "two tasks receive from one connection"
            return receiver.resume(
                returning: .failure(HTTPError(code: .invalidRequest, requestWasSent: false, message: message)))
        }
        self.receiver = receiver
        let wasFull = received.count >= Self.capacity
        deliver()
        if wasFull { readAll() }
    }

    /// - Parameter error: `nil` when the peer has closed. What had come before is still delivered.
    func finish(_ error: HTTPError?) {
        if case .ended = phase { return }
        phase = .ended(error)
        deliver()
    }

    private func deliver() {
        guard let receiver else { return }
        if !received.isEmpty {
            self.receiver = nil
            let bytes = received
            received = []
            receiver.resume(returning: .success(bytes))
        } else if case .ended(let error) = phase {
            self.receiver = nil
            receiver.resume(returning: error.map { .failure($0) } ?? .success(nil))
        }
    }
}
