/// What holds for everything done on behalf of one Lambda invocation. The runtime sets it around the handler; clients
/// deep below bound their exchanges by it and pass the trace on.
public enum InvocationScope {
    /// When the invocation's time is up.
    @TaskLocal public static var deadline: ContinuousClock.Instant?

    /// The invocation's X-Ray header, for `X-Amzn-Trace-Id` on calls to AWS.
    @TaskLocal public static var traceID: String?
}
