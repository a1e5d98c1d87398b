/// The function this process belongs to, the same for all of its invocations.
public struct LambdaFunction: Sendable, Hashable {
    /// `AWS_LAMBDA_FUNCTION_NAME`
    public var name: String?
    /// `AWS_LAMBDA_FUNCTION_VERSION`
    public var version: String?
    /// Configured memory in MiB (`AWS_LAMBDA_FUNCTION_MEMORY_SIZE`).
    public var memorySize: Int?
    /// The CloudWatch log group (`AWS_LAMBDA_LOG_GROUP_NAME`).
    public var logGroup: String?
    /// The CloudWatch log stream of this process (`AWS_LAMBDA_LOG_STREAM_NAME`).
    public var logStream: String?

    /// Each is `nil` where its variable is missing or empty, as on a developer's machine.
    public init(_ variables: [String: String]) {
        func value(_ name: String) -> String? { variables[name].flatMap { $0.isEmpty ? nil : $0 } }
        name = value("AWS_LAMBDA_FUNCTION_NAME")
        version = value("AWS_LAMBDA_FUNCTION_VERSION")
        memorySize = value("AWS_LAMBDA_FUNCTION_MEMORY_SIZE").flatMap { Int($0) }
        logGroup = value("AWS_LAMBDA_LOG_GROUP_NAME")
        logStream = value("AWS_LAMBDA_LOG_STREAM_NAME")
    }
}
