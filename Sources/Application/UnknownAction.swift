public import LambdaRuntime

/// An `action` that this version does not know. The invocation fails with it, so that Lambda's failure queue gets the event.
public struct UnknownAction: LambdaReportableError, Hashable {
    public let name: String

    public init(name: String) { self.name = name }

    public var errorType: String { "UnknownAction" }
    public var errorMessage: String { "There is no action \"\(name.prefix(100))\"" }
}
