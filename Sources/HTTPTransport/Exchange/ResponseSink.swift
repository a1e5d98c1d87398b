/// Where the parts of one response go. Called on the loop's thread, and from inside libcurl: it may resume
/// continuations, which only enqueues a job, but must not start or end transfers.
protocol ResponseSink: AnyObject {
    /// The head is complete. `expectedLength` is the body's announced length, if any, and within the request's limit.
    func receive(_ head: ResponseHead, expectedLength: Int?)

    /// The next bytes of the body. With false, they are not taken and come again after the transfer was resumed.
    func receive(_ bytes: UnsafeRawBufferPointer) -> Bool

    /// The end, exactly once.
    func finish(_ failure: HTTPError?)
}

/// Collects a response and its whole body for one continuation.
final class WholeResponse: ResponseSink {
    typealias Continuation = UnsafeContinuation<Result<HTTPResponse, HTTPError>, Never>

    private let continuation: Continuation
    private var response = HTTPResponse(status: 0)

    init(_ continuation: Continuation) { self.continuation = continuation }

    func receive(_ head: ResponseHead, expectedLength: Int?) {
        response.status = head.status
        response.headers = head.headers
        // The peer's word is good for this much memory before it has sent anything.
        if let expectedLength { response.body.reserveCapacity(min(expectedLength, 16 << 20)) }
    }

    func receive(_ bytes: UnsafeRawBufferPointer) -> Bool {
        response.body.append(contentsOf: bytes)
        return true
    }

    func finish(_ failure: HTTPError?) {
        continuation.resume(returning: failure.map { .failure($0) } ?? .success(response))
    }
}
