internal import HTTPTransport

/// A streamed body in pieces of any size as they arrive; `HTTPBodyStream` says how it is read, held back and given up.
public struct AWSBodyStream: AsyncSequence, Sendable {
    public typealias Element = [UInt8]
    public typealias Failure = AWSError

    public struct AsyncIterator: AsyncIteratorProtocol {
        private var pieces: HTTPBodyStream.AsyncIterator
        private let status: Int
        private let requestID: String?

        init(_ pieces: HTTPBodyStream.AsyncIterator, status: Int, requestID: String?) {
            self.pieces = pieces
            self.status = status
            self.requestID = requestID
        }

        /// - Returns: the next piece, never empty; `nil` after the last one, and after an error was thrown.
        /// - Throws: ``AWSError`` with a `transport` code: what came so far is not the whole body. It has status and
        ///   request id of the head; ``AWSError/attempts`` is 1, as nothing is tried again.
        public mutating func next(isolation actor: isolated (any Actor)? = #isolation) async throws(AWSError)
            -> [UInt8]?
        {
            do {
                return try await pieces.next(isolation: actor)
            } catch {
                var failure = AWSError(error)
                failure.status = status
                failure.requestID = requestID
                failure.attempts = 1
                throw failure
            }
        }

        public mutating func next() async throws(AWSError) -> [UInt8]? { try await next(isolation: nil) }
    }

    private let body: HTTPBodyStream
    private let status: Int
    private let requestID: String?

    init(_ response: HTTPStreamedResponse) {
        body = response.body
        status = response.status
        requestID = AWSErrorParser.requestID(response.headers)
    }

    public func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(body.makeAsyncIterator(), status: status, requestID: requestID)
    }
}
