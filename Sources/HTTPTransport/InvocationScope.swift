/// What holds for everything done on behalf of one Lambda invocation. The runtime sets it around the handler; clients
/// deep below bound their exchanges by it, pass the trace on and count.
public enum InvocationScope {
    /// When the invocation's time is up.
    @TaskLocal public static var deadline: ContinuousClock.Instant?

    /// The invocation's X-Ray header, for `X-Amzn-Trace-Id` on calls to AWS.
    @TaskLocal public static var traceID: String?

    /// Takes what is counted; `nil` where nobody wants to know.
    @TaskLocal public static var metrics: InvocationMetrics?
}
