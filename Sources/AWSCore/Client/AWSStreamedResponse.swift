internal import HTTPTransport
public import WireFormats

/// What a service answers to a request that succeeded, while the body is still on its way.
public struct AWSStreamedResponse: Sendable {
    /// 200 to 299.
    public var status: Int
    public var headers: HTTPHeaders
    public var body: AWSBodyStream

    /// The service's name for the exchange, for AWS support.
    public var requestID: String? { AWSErrorParser.requestID(headers) }
}

/// A streamed body in pieces of any size as they arrive; ``HTTPBodyStream`` says how it is read, held back and given up.
public struct AWSBodyStream: AsyncSequence, Sendable {
    public typealias Element = [UInt8]
    public typealias Failure = AWSError

    public struct AsyncIterator: AsyncIteratorProtocol {
        private var pieces: HTTPBodyStream.AsyncIterator

        init(_ pieces: HTTPBodyStream.AsyncIterator) { self.pieces = pieces }

        /// - Returns: the next piece, never empty; `nil` after the last one, and after an error was thrown.
        /// - Throws: ``AWSError`` with a `transport` code: what came so far is not the whole body.
        public mutating func next(isolation actor: isolated (any Actor)? = #isolation) async throws(AWSError)
            -> [UInt8]?
        {
            do {
                return try await pieces.next(isolation: actor)
            } catch {
                throw AWSError(error)
            }
        }

        public mutating func next() async throws(AWSError) -> [UInt8]? { try await next(isolation: nil) }
    }

    private let body: HTTPBodyStream

    init(_ body: HTTPBodyStream) { self.body = body }

    public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(body.makeAsyncIterator()) }
}
