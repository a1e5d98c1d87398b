import AWSCore
import Testing

/// What a caller needs to know of an error to decide whether to ask again.
struct ErrorSummary: Equatable {
    var code: AWSError.Code?
    var isRetryable: Bool?
    var isThrottling: Bool?

    init(_ code: AWSError.Code, isRetryable: Bool, isThrottling: Bool = false) {
        (self.code, self.isRetryable, self.isThrottling) = (code, isRetryable, isThrottling)
    }

    init(_ error: AWSError?) {
        (code, isRetryable, isThrottling) = (error?.code, error?.isRetryable, error?.isThrottling)
    }
}

/// An exception of a service's model.
struct ServiceException: Sendable, CustomTestStringConvertible {
    let name: String
    let status: Int
    var isRetryable = false
    var isThrottling = false

    var testDescription: String { name }
    /// In HTTP answers and in code.
    var code: String { name.prefix(1).uppercased() + name.dropFirst() }
    var summary: ErrorSummary { ErrorSummary(.service(code), isRetryable: isRetryable, isThrottling: isThrottling) }
}
