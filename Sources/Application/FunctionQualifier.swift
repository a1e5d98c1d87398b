import LambdaRuntime

/// The version or alias by which an invocation came. What the function sends to itself goes there too: while an alias is
/// moved, the workers run the code that took the request, and not `$LATEST`, which may not be released yet.
enum FunctionQualifier {
    @TaskLocal static var invocation: LambdaContext?

    /// Of the invocation in hand; `nil` for `$LATEST`.
    static var current: String? { invocation.flatMap(of) }

    /// The last part of `arn:aws:lambda:REGION:ACCOUNT:function:NAME:QUALIFIER`; without one, the version that the process
    /// says it is of.
    static func of(_ context: LambdaContext) -> String? {
        let parts = context.invokedFunctionARN.utf8.split(
            separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        let qualifier = parts.count > 7 ? String(Substring(parts[7])) : context.function.version ?? ""
        return qualifier.isEmpty || qualifier == "$LATEST" ? nil : qualifier
    }
}
