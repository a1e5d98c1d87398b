/// Failures of single invocations that the runtime itself finds.
enum InvocationFailure: LambdaReportableError, Hashable {
    /// The handler was cancelled shortly before the deadline. `reason`: what else than the cancellation it threw then.
    case deadlineExceeded(reason: String?)
    /// The handler went on although it was cancelled.
    case handlerAbandoned
    case responseTooLarge(size: Int)
    /// The response's content type cannot be sent.
    case invalidContentType
    /// The Runtime API left out or garbled what belongs to an invocation.
    case malformedInvocation(String)
    /// The caller's client context or identity is not JSON.
    case invalidContext(String)

    var errorType: String {
        switch self {
        case .deadlineExceeded, .handlerAbandoned: "Function.DeadlineExceeded"
        case .responseTooLarge: "Function.ResponseSizeTooLarge"
        case .invalidContentType: "Function.InvalidContentType"
        case .malformedInvocation: "Runtime.MalformedInvocation"
        case .invalidContext: "Runtime.LambdaContextUnmarshalError"
        }
    }

    var errorMessage: String {
        switch self {
        case .deadlineExceeded(let reason):
            "The handler was cancelled shortly before the invocation's deadline" + (reason.map { ": " + $0 } ?? "")
        case .handlerAbandoned:
            "The handler was cancelled shortly before the invocation's deadline, and did not end"
        case .responseTooLarge(let size):
            "Response payload size (\(size) bytes) exceeded maximum allowed payload size "
                + "(\(LambdaResponse.maximumSize) bytes)."
        case .invalidContentType:
            "The response's content type is not a valid header value"
        case .malformedInvocation(let reason), .invalidContext(let reason): reason
        }
    }
}
