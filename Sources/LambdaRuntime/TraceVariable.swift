#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// `_X_AMZN_TRACE_ID`, where X-Ray's and other libraries look for the current invocation's trace. There is one for the
/// whole process, so it is set only when invocations come one at a time.
enum TraceVariable {
    @Sendable static func set(_ traceID: String?) {
        if let traceID {
            setenv("_X_AMZN_TRACE_ID", traceID, 1)
        } else {
            unsetenv("_X_AMZN_TRACE_ID")
        }
    }
}
