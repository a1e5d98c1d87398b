public import AWSCore
internal import WireFormats

/// What an operation streams, as it happens: the members of a union in its service's model. For one task to read, once.
///
/// The connection is closed when the stream and its iterator are released before the end, or the task that waits for an
/// event is cancelled.
public struct AWSEventStream<Event: Sendable>: AsyncSequence, Sendable {
    public typealias Element = Event
    public typealias Failure = AWSError

    /// Makes an event of its type, a member of the union, and its payload.
    typealias Reading = @Sendable (_ type: String, _ payload: [UInt8]) throws(EventPayloadError) -> Event

    public struct AsyncIterator: AsyncIteratorProtocol {
        private let response: AWSStreamedResponse
        private var pieces: AWSBodyStream.AsyncIterator
        private var decoder = EventStreamDecoder()
        private let reading: Reading
        private var hasEnded = false

        init(_ response: AWSStreamedResponse, _ reading: @escaping Reading) {
            self.response = response
            self.reading = reading
            pieces = response.body.makeAsyncIterator()
        }

        /// - Returns: the next event; `nil` after the last one, and after an error was thrown.
        /// - Throws: ``AWSError``: an exception or error of the stream as `service`, a stream that breaks off as
        ///   `transport(.connectionLost)`, one that is damaged as `invalidResponse`.
        public mutating func next(isolation actor: isolated (any Actor)? = #isolation) async throws(AWSError)
            -> Event?
        {
            guard !hasEnded else { return nil }
            do {
                let event = try await read(isolation: actor)
                if event == nil { hasEnded = true }
                return event
            } catch {
                hasEnded = true
                throw error
            }
        }

        public mutating func next() async throws(AWSError) -> Event? { try await next(isolation: nil) }

        private mutating func read(isolation actor: isolated (any Actor)?) async throws(AWSError) -> Event? {
            while true {
                if let message = try decoded() { return try event(message) }
                guard let piece = try await pieces.next(isolation: actor) else {
                    try finish()
                    return nil
                }
                decoder.append(piece)
            }
        }

        private mutating func decoded() throws(AWSError) -> EventStreamMessage? {
            do {
                return try decoder.next()
            } catch {
                throw AWSError(error, response: response)
            }
        }

        private mutating func finish() throws(AWSError) {
            do {
                try decoder.finish()
            } catch {
                throw AWSError(error, response: response)
            }
        }

        private func event(_ message: EventStreamMessage) throws(AWSError) -> Event {
            let event: EventStreamEvent
            do {
                event = try EventStreamEvent(message)
            } catch {
                throw AWSError(error, response: response)
            }
            switch event {
            case .event(let type, _, let payload):
                do {
                    return try reading(type, payload)
                } catch {
                    throw AWSError(
                        code: .invalidResponse, message: error.message, requestID: response.requestID,
                        status: response.status, mayHaveTakenEffect: true, attempts: 1)
                }
            case .exception(let type, _, let payload):
                throw AWSError(exception: type, payload: payload, response: response)
            case .error(let code, let message):
                throw AWSError(errorCode: code, message: message, response: response)
            }
        }
    }

    private let response: AWSStreamedResponse
    private let reading: Reading

    /// - Throws: ``AWSError`` with code `invalidResponse` when the answer is no event stream.
    init(_ response: AWSStreamedResponse, _ reading: @escaping Reading) throws(AWSError) {
        guard Self.isEventStream(response.headers["content-type"]) else {
            throw AWSError(
                code: .invalidResponse, message: "the answer is no event stream", requestID: response.requestID,
                status: response.status, mayHaveTakenEffect: true, attempts: 1)
        }
        self.response = response
        self.reading = reading
    }

    /// The service's name for the exchange, for AWS support.
    public var requestID: String? { response.requestID }

    public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(response, reading) }

    private static func isEventStream(_ contentType: String?) -> Bool {
        guard let type = contentType?.split(separator: ";").first else { return false }
        return HTTPHeaders.isSame(String(type.filter { $0 != " " }), "application/vnd.amazon.eventstream")
    }
}
