/// An error that says how Lambda is to report it. Any other error is reported by its type's name and description.
public protocol LambdaReportableError: Error {
    /// The name that callers and Step Functions' `Retry` and `Catch` see, such as `SessionNotFound`.
    var errorType: String { get }
    /// For the caller and the log: no secrets, nothing of the event. By default the error's description.
    var errorMessage: String { get }
    /// Innermost frame first. Empty by default: Swift's errors do not carry where they were thrown.
    var stackTrace: [String] { get }
}

extension LambdaReportableError {
    public var errorMessage: String { String(describing: self) }
    public var stackTrace: [String] { [] }
}
