/// Why an event could not be understood, and how to say so to whoever sent it.
public struct EventRejection: Error, Sendable, CustomStringConvertible {
    public let failure: Failure
    /// What the sender can read; ``ResponseEncoding/direct`` when that could not be made out.
    public let encoding: ResponseEncoding
    /// The shape of the error body, unless ``path`` leads to a system with another one: ``Router/failures(forPath:)``.
    public let failures: FailureFormat
    /// The `Origin` of an HTTP request as far as it could be read, so that ``CORS`` lets the page see the answer.
    public let origin: String?
    /// The path of an HTTP request, likewise, so that the answer has the shape which its system's clients read.
    public let path: String?
    /// A service that sent the event and reads no answer: the invocation should fail instead, so that it is not taken for
    /// done. `nil` where an answer is read.
    public let source: EventSource?

    init(
        _ failure: Failure, encoding: ResponseEncoding = .direct, failures: FailureFormat = .object,
        origin: String? = nil, path: String? = nil, source: EventSource? = nil
    ) {
        self.failure = failure
        self.encoding = encoding
        self.failures = failures
        self.origin = origin
        self.path = path
        self.source = source
    }

    /// An event of a service whose events mean nothing here.
    public init(source: EventSource) { self.init(Failure(.badRequest, source.complaint), source: source) }

    public var description: String { failure.message }
}
