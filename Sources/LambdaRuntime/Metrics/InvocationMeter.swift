/// Writes metrics, an invocation at a time.
struct InvocationMeter: Sendable {
    private let format: MetricLineFormat
    private let destination: LogDestination

    init(_ metrics: EmbeddedMetrics, log: LogConfiguration) {
        format = MetricLineFormat(namespace: metrics.namespace, log: log)
        destination = metrics.destination
    }

    func write(_ invocation: MeasuredInvocation) { destination.write(format.lines(invocation)) }
}
