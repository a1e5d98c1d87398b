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

/// What stream and iterators share; its release gives the exchange up.
final class BodyReader: Sendable {
    private let loop: CurlEventLoop
    private let channel: BodyChannel

    init(_ loop: CurlEventLoop, _ channel: BodyChannel) {
        self.loop = loop
        self.channel = channel
    }

    deinit {
        let channel = channel
        loop.core.post { channel.cancel($0) }
    }

    func next(isolation actor: isolated (any Actor)?) async throws(HTTPError) -> [UInt8]? {
        let (core, channel) = (loop.core, channel)
        if core.isOnLoop, !Task.isCancelled, let piece = channel.takeBuffered(core) { return piece }
        let result = await withTaskCancellationHandler {
            await withUnsafeContinuation { continuation in
                core.perform { channel.take(continuation, $0) }
            }
        } onCancel: {
            core.post { channel.cancel($0) }
        }
        return try result.get()
    }
}
