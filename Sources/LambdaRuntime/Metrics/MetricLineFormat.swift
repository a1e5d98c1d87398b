import HTTPTransport
import Logging
import WireFormats

/// Renders an invocation in CloudWatch's embedded metric format: one JSON object a line.
///
/// Metrics are kept for the whole service and, where there is a route, by `Route`; counters with a dimension of their own
/// by that alone. A second value of such a dimension takes a line of its own, since a document has one value for each.
///
/// Source: CloudWatch user guide, "Specification: Embedded metric format". It allows 100 metrics a directive (see
/// ``InvocationMetrics/maximumCounters``), 30 dimensions a set (here at most one) and 1 MB a document.
struct MetricLineFormat: Sendable {
    /// CloudWatch: characters in a dimension's value, of ASCII and at least one of them.
    static let maximumDimensionValue = 1024

    private typealias Counts = [InvocationMetrics.Count]

    private let namespace: String
    /// Lambda drops JSON lines below the function's log level, and takes those that state none for INFO. Metrics are no
    /// log, so they state the level that passes; text is not filtered. (Lambda developer guide, "Log-level filtering".)
    private let level: String?

    init(namespace: String, log: LogConfiguration) {
        self.namespace = namespace
        level = log.format == .json ? max(log.level, .info).lambdaName : nil
    }

    func lines(_ invocation: MeasuredInvocation) -> [UInt8] {
        var writer = JSONWriter()
        let counts = invocation.summary.counts.filter { $0.counter.dimension == nil }
        let others = Self.byDimension(invocation.summary.counts)
        begin(invocation, &writer)
        writeDirective(invocation.summary.route, counts, &writer)
        if let first = others.first {
            writer.write(verbatim: ",")
            writeDirective(first, &writer)
        }
        writer.write(verbatim: "]}")
        if let route = invocation.summary.route { write("Route", Self.dimensionValue(route), &writer) }
        writer.write(verbatim: #","Invocations":1,"Latency":"#)
        writer.write(number: Self.milliseconds(invocation.latency))
        writer.write(verbatim: #","Errors":"#)
        writer.write(verbatim: invocation.hasFailed || invocation.summary.hasFailed ? "1" : "0")
        write(counts, &writer)
        if let first = others.first { writeMembers(first, &writer) }
        end(invocation, &writer)
        for counts in others.dropFirst() {
            begin(invocation, &writer)
            writeDirective(counts, &writer)
            writer.write(verbatim: "]}")
            writeMembers(counts, &writer)
            end(invocation, &writer)
        }
        return writer.bytes
    }

    /// Counts with a dimension, those of one value together.
    private static func byDimension(_ counts: Counts) -> [Counts] {
        var groups: [Counts] = []
        for count in counts where count.counter.dimension != nil {
            if let position = groups.firstIndex(where: { $0.first?.counter.dimension == count.counter.dimension }) {
                groups[position].append(count)
            } else {
                groups.append([count])
            }
        }
        return groups
    }

    private static func dimensionValue(_ text: String) -> String {
        let ascii = text.unicodeScalars.lazy.map { (" "..."~").contains($0) ? Character($0) : "?" }
        let value = String(ascii.prefix(maximumDimensionValue))
        return value.utf8.allSatisfy { $0 == UInt8(ascii: " ") } ? "?" : value
    }

    /// To the microsecond.
    private static func milliseconds(_ duration: Duration) -> JSONNumber {
        JSONNumber((duration / .microseconds(1)).rounded() / 1000) ?? JSONNumber(0)
    }
}

// MARK: - Parts of a document

extension MetricLineFormat {
    private func begin(_ invocation: MeasuredInvocation, _ writer: inout JSONWriter) {
        writer.write(verbatim: #"{"_aws":{"Timestamp":"#)
        writer.write(number: JSONNumber(Int(invocation.time.milliseconds)))
        writer.write(verbatim: #","CloudWatchMetrics":["#)
    }

    /// What is kept for the whole service and by route.
    private func writeDirective(_ route: String?, _ counts: Counts, _ writer: inout JSONWriter) {
        writer.write(verbatim: #"{"Namespace":"#)
        writer.write(string: namespace)
        writer.write(verbatim: route == nil ? #","Dimensions":[[]]"# : #","Dimensions":[[],["Route"]]"#)
        writer.write(
            verbatim:
                #","Metrics":[{"Name":"Invocations","Unit":"Count"},{"Name":"Latency","Unit":"Milliseconds"},{"Name":"Errors","Unit":"Count"}"#
        )
        for count in counts {
            writer.write(verbatim: ",")
            writeDefinition(count, &writer)
        }
        writer.write(verbatim: "]}")
    }

    /// What is kept by the dimension that all of `counts` have.
    private func writeDirective(_ counts: Counts, _ writer: inout JSONWriter) {
        writer.write(verbatim: #"{"Namespace":"#)
        writer.write(string: namespace)
        writer.write(verbatim: #","Dimensions":[["#)
        writer.write(string: counts.first?.counter.dimension?.name ?? "")
        writer.write(verbatim: #"]],"Metrics":["#)
        for (position, count) in counts.enumerated() {
            if position > 0 { writer.write(verbatim: ",") }
            writeDefinition(count, &writer)
        }
        writer.write(verbatim: "]}")
    }

    private func writeDefinition(_ count: InvocationMetrics.Count, _ writer: inout JSONWriter) {
        writer.write(verbatim: #"{"Name":"#)
        writer.write(string: count.counter.name)
        writer.write(verbatim: #","Unit":"Count"}"#)
    }

    private func writeMembers(_ counts: Counts, _ writer: inout JSONWriter) {
        if let dimension = counts.first?.counter.dimension {
            write(dimension.name, Self.dimensionValue(dimension.value), &writer)
        }
        write(counts, &writer)
    }

    private func write(_ counts: Counts, _ writer: inout JSONWriter) {
        for count in counts {
            writer.write(verbatim: ",")
            writer.write(string: count.counter.name)
            writer.write(verbatim: ":")
            writer.write(number: JSONNumber(count.value))
        }
    }

    private func write(_ name: String, _ value: String, _ writer: inout JSONWriter) {
        writer.write(verbatim: ",")
        writer.write(string: name)
        writer.write(verbatim: ":")
        writer.write(string: value)
    }

    /// The keys by which the invocation's log lines are found, and the end of the line.
    private func end(_ invocation: MeasuredInvocation, _ writer: inout JSONWriter) {
        write("function_request_id", invocation.requestID, &writer)
        if let traceID = invocation.traceID { write("xray_trace_id", traceID, &writer) }
        if let level {
            write("timestamp", invocation.time.description, &writer)
            write("level", level, &writer)
        }
        writer.write(verbatim: "}\n")
    }
}
