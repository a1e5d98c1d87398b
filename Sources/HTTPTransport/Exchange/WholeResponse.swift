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
