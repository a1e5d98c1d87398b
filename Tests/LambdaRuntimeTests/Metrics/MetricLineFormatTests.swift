import HTTPTransport
import Logging
import TestSupport
import Testing
import WireFormats

@testable import LambdaRuntime

@Suite("Lines of the embedded metric format")
struct MetricLineFormatTests {
    private static func lines(
        _ summary: InvocationMetrics.Summary = InvocationMetrics.Summary(), latency: Duration = .microseconds(12_345),
        hasFailed: Bool = false, traceID: String? = nil, log: LogConfiguration = LogConfiguration()
    ) -> [String] {
        let format = MetricLineFormat(namespace: "Colloquy", log: log)
        let bytes = format.lines(
            MeasuredInvocation(
                requestID: "r1", traceID: traceID, time: Timestamp(microseconds: 1_795_000_000_123_456),
                latency: latency, hasFailed: hasFailed, summary: summary))
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
            .dropLast().map(String.init)
    }

    private static func summary(
        route: String? = nil, hasFailed: Bool = false, _ counts: [(Counter, Int)] = []
    ) -> InvocationMetrics.Summary {
        let metrics = InvocationMetrics()
        if let route { metrics.setRoute(route) }
        if hasFailed { metrics.fail() }
        for (counter, value) in counts { metrics.count(counter, value) }
        return metrics.summary
    }

    @Test("an invocation is one document, byte for byte")
    func document() throws {
        let line =
            #"{"_aws":{"Timestamp":1795000000123,"CloudWatchMetrics":[{"Namespace":"Colloquy","#
            + #""Dimensions":[[],["Route"]],"Metrics":[{"Name":"Invocations","Unit":"Count"},"#
            + #"{"Name":"Latency","Unit":"Milliseconds"},{"Name":"Errors","Unit":"Count"}]}]},"#
            + #""Route":"GET /api/results/{id}","Invocations":1,"Latency":12.345,"Errors":0,"#
            + #""function_request_id":"r1","xray_trace_id":"Root=1-a"}"#
        #expect(Self.lines(Self.summary(route: "GET /api/results/{id}"), traceID: "Root=1-a") == [line])
    }

    @Test("metrics are kept for the service and by route")
    func dimensions() throws {
        let throttles = Counter("Throttles")
        let lines = Self.lines(Self.summary(route: "action SWEEP", hasFailed: true, [(throttles, 3)]))
        #expect(lines.count == 1)
        let route = ["Route": "action SWEEP"]
        #expect(
            try EmbeddedMetricDocument(lines[0]).values == [
                .init("Invocations", 1), .init("Invocations", 1, route), .init("Errors", 1), .init("Errors", 1, route),
                .init("Latency", 12.345, unit: "Milliseconds"), .init("Latency", 12.345, unit: "Milliseconds", route),
                .init("Throttles", 3), .init("Throttles", 3, route),
            ])
    }

    @Test("without a route there is the service alone")
    func noRoute() throws {
        let document = try EmbeddedMetricDocument(Self.lines(hasFailed: true)[0])
        #expect(
            document.values == [
                .init("Invocations", 1), .init("Errors", 1), .init("Latency", 12.345, unit: "Milliseconds"),
            ])
        #expect(document.timestamp == 1_795_000_000_123)
    }

    @Test("a counter with a dimension of its own is kept by that alone, in the same document")
    func ownDimension() throws {
        let lines = Self.lines(
            Self.summary(route: "action A", [(Counter("WorkflowOutcome", "Outcome", "COMPLETED"), 1)]))
        #expect(lines.count == 1)
        #expect(
            try EmbeddedMetricDocument(lines[0]).values.filter { $0.name == "WorkflowOutcome" }
                == [.init("WorkflowOutcome", 1, ["Outcome": "COMPLETED"])])
    }

    @Test("a dimension's second value takes a line of its own")
    func secondValue() throws {
        let lines = Self.lines(
            Self.summary([
                (Counter("WorkflowOutcome", "Outcome", "ERROR"), 2), (Counter("Runs", "Outcome", "ERROR"), 5),
                (Counter("WorkflowOutcome", "Outcome", "CANCELLED"), 1),
            ]))
        #expect(lines.count == 2)
        let values = try lines.map { try EmbeddedMetricDocument($0).values.filter { !$0.dimensions.isEmpty } }
        #expect(
            values == [
                [.init("WorkflowOutcome", 2, ["Outcome": "ERROR"]), .init("Runs", 5, ["Outcome": "ERROR"])],
                [.init("WorkflowOutcome", 1, ["Outcome": "CANCELLED"])],
            ])
        #expect(try EmbeddedMetricDocument(lines[1])["Invocations"] == nil)
    }

    @Test("a route that CloudWatch would not take is made one that it takes", arguments: ["", " ", "é\n\"", "\u{0}"])
    func oddRoute(route: String) throws {
        let lines = Self.lines(Self.summary(route: route))
        #expect(lines.count == 1)
        #expect(
            try EmbeddedMetricDocument(lines[0]).route == ["": "?", " ": "?", "é\n\"": "??\"", "\u{0}": "?"][route])
    }

    @Test("a route is cut off at 1,024 characters")
    func longRoute() throws {
        let route = String(repeating: "r", count: 3000)
        let document = try EmbeddedMetricDocument(Self.lines(Self.summary(route: route))[0])
        #expect(document.route == String(repeating: "r", count: 1024))
    }

    @Test("as many counters as an invocation can have fit in one document")
    func manyCounters() throws {
        let metrics = InvocationMetrics()
        metrics.setRoute("r")
        for number in 0..<200 { metrics.count(Counter("C", "D", "\(number)")) }
        #expect(metrics.summary.counts.count == InvocationMetrics.maximumCounters)
        for line in Self.lines(metrics.summary) { _ = try EmbeddedMetricDocument(line) }
    }

    @Test(
        "where Lambda filters lines by level, they state the one that passes",
        arguments: [
            (Logger.Level.trace, "INFO"), (.info, "INFO"), (.warning, "WARN"), (.error, "ERROR"), (.critical, "FATAL"),
        ])
    func level(configured: Logger.Level, stated: String) throws {
        let log = LogConfiguration(format: .json, level: configured)
        let document = try EmbeddedMetricDocument(Self.lines(log: log)[0])
        #expect(document.root["level"]?.string == stated)
        #expect(document.root["timestamp"] == "2026-11-18T11:06:40.123456Z")
    }

    @Test("a latency of nothing is a number")
    func noLatency() throws {
        #expect(try EmbeddedMetricDocument(Self.lines(latency: .zero)[0])["Latency"]?.double == 0)
    }
}
