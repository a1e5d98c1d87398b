public import AWSCore
internal import WireFormats

/// Why an invocation brought no answer of the function.
public enum LambdaInvokeError: Error, Sendable, CustomStringConvertible {
    /// The call itself failed.
    case call(AWSError)
    /// The function ran and failed.
    case function(LambdaFunctionError)

    public var description: String {
        switch self {
        case .call(let error): error.description
        case .function(let error): error.description
        }
    }
}
