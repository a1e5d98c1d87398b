import HTTPTransport
import Testing

@Suite("What is counted during an invocation")
struct InvocationMetricsTests {
    private static let hits = Counter("Hits")

    private static func summary(
        _ counts: [(Counter, Int)], route: String? = nil, hasFailed: Bool = false
    ) -> InvocationMetrics.Summary {
        let metrics = InvocationMetrics()
        for (counter, value) in counts { metrics.count(counter, value) }
        if let route { metrics.setRoute(route) }
        if hasFailed { metrics.fail() }
        return metrics.summary
    }

    @Test("adds up by name and dimension, in the order of the first")
    func sums() {
        let (red, blue) = (Counter("Balls", "Colour", "red"), Counter("Balls", "Colour", "blue"))
        let summary = Self.summary([(red, 1), (Self.hits, 0), (blue, 2), (red, 4)], route: "r", hasFailed: true)
        #expect(summary.counts.map(\.counter) == [red, Self.hits, blue])
        #expect(summary.counts.map(\.value) == [5, 0, 2])
        #expect(summary.route == "r")
        #expect(summary.hasFailed)
    }

    @Test("nothing is lost of what many threads count at once")
    func concurrency() async {
        let metrics = InvocationMetrics()
        await withTaskGroup { group in
            for _ in 0..<8 {
                group.addTask { for _ in 0..<1000 { metrics.count(Self.hits) } }
            }
        }
        #expect(metrics.summary.counts.map(\.value) == [8000])
    }

    @Test("counters beyond the limit are left out, and those that are in go on")
    func limit() {
        let counts = (0..<200).map { (Counter("C", "D", "\($0)"), 1) }
        let summary = Self.summary(counts + [(Counter("C", "D", "0"), 1), (Counter("C", "D", "150"), 1)])
        #expect(summary.counts.count == InvocationMetrics.maximumCounters)
        #expect(summary.counts.first?.value == 2)
    }
}
