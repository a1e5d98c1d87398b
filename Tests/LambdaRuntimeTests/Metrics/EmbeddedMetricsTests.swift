import LambdaRuntime
import Testing

@Suite("The setting of metrics")
struct EmbeddedMetricsTests {
    @Test(
        "takes the namespaces that CloudWatch takes",
        arguments: [
            ("Colloquy", true), ("Colloquy/staging #2.a-b_c:d", true), (String(repeating: "n", count: 255), true),
            ("", false), (" ", false), (String(repeating: "n", count: 256), false), ("AWS/Lambda", false),
            (":a", false), ("ä", false), ("a\n", false),
        ])
    func namespace(name: String, isTaken: Bool) {
        #expect(EmbeddedMetrics(namespace: name)?.namespace == (isTaken ? name : nil))
    }

    @Test("writes to standard output by default")
    func destination() {
        #expect(EmbeddedMetrics(namespace: "a")?.destination == .standardOutput)
    }
}
