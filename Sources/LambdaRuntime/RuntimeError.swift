/// Why ``LambdaRuntime/run(makeHandler:)`` gave up. Whatever happens to a single invocation is reported to Lambda instead
/// and does not end the runtime.
public struct RuntimeError: Error, Sendable, CustomStringConvertible {
    public enum Code: Sendable, Hashable {
        /// An environment variable is missing or has a value that cannot be used.
        case invalidEnvironment(variable: String)
        /// The handler could not be made; `/init/error` has been posted.
        case initialization
        /// The Runtime API stayed out of reach, or kept answering what it should not, through all attempts.
        case runtimeAPI
    }

    public let code: Code
    public let message: String
    /// What the handler's maker or the Runtime API client threw.
    public let underlying: (any Error)?

    public init(_ code: Code, _ message: String, underlying: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.underlying = underlying
    }

    public var description: String { message }
}

extension RuntimeError: LambdaReportableError {
    public var errorType: String {
        switch code {
        case .invalidEnvironment: "Runtime.InvalidEnvironment"
        case .initialization: "Runtime.InitError"
        case .runtimeAPI: "Runtime.ApiUnavailable"
        }
    }
}
