import HTTPTransport
import WireFormats

/// An invocation that is over, with what is known of it.
struct MeasuredInvocation: Sendable {
    var requestID: String
    var traceID: String?
    /// When it was over.
    var time: Timestamp
    /// From the event's arrival to the handler's answer.
    var latency: Duration
    /// The handler, or the delivery of its answer, has failed.
    var hasFailed: Bool
    /// What was counted meanwhile.
    var summary: InvocationMetrics.Summary
}
