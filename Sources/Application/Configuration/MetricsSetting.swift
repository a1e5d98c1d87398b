public import LambdaRuntime

/// Whether metrics are written, and under which name: `METRICS` and `METRICS_NAMESPACE`.
///
/// Read from the environment as the process finds it, before references to secrets are resolved: it is needed first.
public struct MetricsSetting: Sendable, Hashable {
    private enum Form: String, CaseIterable {
        case emf
        case off
    }

    /// `nil` when they are off.
    public let metrics: EmbeddedMetrics?

    /// - Throws: ``ConfigurationError`` when `METRICS` is neither `emf` (the default) nor `off`, or CloudWatch has no such
    ///   namespace.
    public init(environment: [String: String]) throws(ConfigurationError) {
        let reader = EnvironmentReader(environment)
        try reader.checkForms(of: [.metrics, .metricsNamespace])
        guard let metrics = EmbeddedMetrics(namespace: try reader.required(.metricsNamespace)) else {
            throw ConfigurationError(
                .metricsNamespace,
                "must be 1 to 255 letters, digits, spaces or .-_/#: and not begin with AWS/ or a colon")
        }
        self.metrics = try reader.choice(.metrics, as: Form.self) == .emf ? metrics : nil
    }
}
