import WireFormats

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
