import Application
import LambdaRuntime
import Testing

@Suite("METRICS and METRICS_NAMESPACE")
struct MetricsSettingTests {
    @Test(
        "metrics are on under Colloquy's name, unless something else is said",
        arguments: [
            ([:], "Colloquy"), (["METRICS": "", "METRICS_NAMESPACE": ""], "Colloquy"), (["METRICS": "EMF"], "Colloquy"),
            (["METRICS_NAMESPACE": "Colloquy/staging"], "Colloquy/staging"), (["METRICS": "off"], nil),
        ] as [([String: String], String?)])
    func setting(environment: [String: String], namespace: String?) throws {
        #expect(try MetricsSetting(environment: environment).metrics?.namespace == namespace)
        #expect(Application.metrics(environment: environment)?.namespace == namespace)
    }

    @Test("a value that means nothing is refused by its variable's name")
    func wrong() {
        #expect(
            throws: ConfigurationError(variable: "METRICS", message: #"must be emf or off, not "statsd""#)
        ) { try MetricsSetting(environment: ["METRICS": "statsd"]) }
        #expect(
            throws: ConfigurationError(
                variable: "METRICS_NAMESPACE",
                message: "must be 1 to 255 letters, digits, spaces or .-_/#: and not begin with AWS/ or a colon")
        ) { try MetricsSetting(environment: ["METRICS_NAMESPACE": "AWS/Lambda"]) }
        #expect(Application.metrics(environment: ["METRICS": "statsd"]) == nil)
    }
}
