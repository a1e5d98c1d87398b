/// The body of a streamed response, in pieces of any size as they arrive. The peer is held back while the consumer is
/// behind: at most 256 KiB, and what the socket holds, wait in memory. For one task to read, once.
///
/// The exchange is given up, and its connection closed, when the stream and its iterator are released before the end
/// or the task that waits for a piece is cancelled.
public struct HTTPBodyStream: AsyncSequence, Sendable {
    public typealias Element = [UInt8]
    public typealias Failure = HTTPError

    public struct AsyncIterator: AsyncIteratorProtocol {
        let reader: BodyReader

        /// - Returns: the next piece, never empty; `nil` after the last one, and after an error was thrown.
        /// - Throws: ``HTTPError`` with `requestWasSent`: what came so far is not the whole body.
        public mutating func next(isolation actor: isolated (any Actor)? = #isolation) async throws(HTTPError)
            -> [UInt8]?
        {
            try await reader.next(isolation: actor)
        }

        public mutating func next() async throws(HTTPError) -> [UInt8]? { try await reader.next(isolation: nil) }
    }

    let reader: BodyReader

    public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(reader: reader) }
}
