import WireFormats

/// One event on its way to the function, with what Lambda sends along.
public struct Invocation: Sendable {
    public var requestID: String
    public var payload: [UInt8]
    /// X-Ray's header, `Root=1-…;Parent=…;Sampled=0`.
    public var traceID: String
    /// JSON text, as a mobile client sends it.
    public var clientContext: String?
    public var tenantID: String?

    public init(
        requestID: String = Identifier.uuid(), payload: [UInt8], traceID: String? = nil, clientContext: String? = nil,
        tenantID: String? = nil
    ) {
        self.requestID = requestID
        self.payload = payload
        self.traceID = traceID ?? Identifier.trace()
        self.clientContext = clientContext
        self.tenantID = tenantID
    }
}

/// How an invocation ended.
public struct InvocationResult: Sendable, Hashable {
    public var requestID: String
    /// The answer, or the error object (`errorMessage`, `errorType`, …) when ``isError``.
    public var payload: [UInt8]
    /// Lambda's `X-Amz-Function-Error: Unhandled`: an error was reported, the time ran out, or the process died.
    public var isError: Bool
    /// From handing the event to the function until its answer; zero when the function never got it.
    public var duration: Duration

    public init(requestID: String, payload: [UInt8], isError: Bool, duration: Duration) {
        self.requestID = requestID
        self.payload = payload
        self.isError = isError
        self.duration = duration
    }

    /// An error that Lambda itself finds, in its words.
    static func failure(_ requestID: String, type: String, message: String, duration: Duration) -> InvocationResult {
        let error: JSON = [
            "errorType": .string(type), "errorMessage": .string("RequestId: \(requestID) Error: \(message)"),
        ]
        return InvocationResult(requestID: requestID, payload: error.serialized(), isError: true, duration: duration)
    }
}
