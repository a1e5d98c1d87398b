import Logging

/// The keys that lines of an invocation carry, named as Powertools for AWS Lambda names them.
enum InvocationMetadata {
    /// Those of the invocation that the current task works for.
    @TaskLocal static var current: Logger.Metadata = [:]

    /// Left out of text lines.
    static let keysOnlyInJSON: Set<String> = [
        "cold_start", "function_name", "function_version", "function_memory_size", "function_arn", "xray_trace_id",
    ]

    /// What is the same for every invocation of the process.
    static func metadata(of function: LambdaFunction) -> Logger.Metadata {
        var metadata: Logger.Metadata = [:]
        if let name = function.name { metadata["function_name"] = .string(name) }
        if let version = function.version { metadata["function_version"] = .string(version) }
        if let size = function.memorySize { metadata["function_memory_size"] = .stringConvertible(size) }
        return metadata
    }

    /// `base` with what is particular to `invocation`.
    static func metadata(
        of invocation: Invocation, isColdStart: Bool, base: Logger.Metadata
    ) -> Logger.Metadata {
        var metadata = base
        metadata["cold_start"] = .stringConvertible(isColdStart)
        metadata["function_arn"] = .string(invocation.invokedFunctionARN)
        metadata["function_request_id"] = .string(invocation.requestID)
        if let traceID = invocation.traceID { metadata["xray_trace_id"] = .string(traceID) }
        if let tenantID = invocation.tenantID { metadata["tenant_id"] = .string(tenantID) }
        return metadata
    }
}
