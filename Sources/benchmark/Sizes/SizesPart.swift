import Glibc
import HTTPTransport
import WireFormats

/// What an append and a first page cost in what is small and in what is large, on the embedded store: as a table and as a
/// plot. The calls of the store are counted too.
struct SizesPart {
    private static let sizes = [10, 1_000, 100_000]
    /// How many of each size, so that the small ones stay small under the appends that are measured.
    private static let copies = [20, 2, 1]
    private static let samples = 100

    /// Where the plot goes.
    let plot: String

    private struct Measurement {
        var append: Double
        var page: Double
        var appendCalls: Int
        var pageCalls: Int
    }

    func run() async throws -> [BudgetLine] {
        let cloud = try CloudStub()
        let folder = try ScratchFolder()
        defer { withExtendedLifetime((cloud, folder)) {} }
        let loop = try CurlEventLoop()
        loop.start()
        defer { loop.shutDown() }
        let results = try await Task(executorPreference: loop) {
            let system = try await SystemUnderTest(
                .sqlite(path: "\(folder.path)/a"), cloud: cloud, loop: loop,
                settings: ["CONTEXT_MAX_MESSAGES": "100000"])
            Markdown.header(
                "what grows", "append at 10", "at 1,000", "at 100,000", "first page at 10", "at 1,000", "at 100,000",
                "storage calls")
            var results: [(name: String, measurements: [Measurement])] = []
            for subject in Subject.conversations + Subject.lists {
                var measurements: [Measurement] = []
                for (size, copies) in zip(Self.sizes, Self.copies) {
                    measurements.append(try await Self.measure(subject, size: size, copies: copies, on: system))
                }
                Self.row(subject.name, measurements)
                results.append((subject.name, measurements))
            }
            return results
        }.value
        try draw(results)
        return budgets(results)
    }

    private static func measure(
        _ subject: Subject, size: Int, copies: Int, on system: SystemUnderTest
    ) async throws -> Measurement {
        var (appends, pages): ([SystemUnderTest.Sample], [SystemUnderTest.Sample]) = ([], [])
        for _ in 0..<copies {
            let id = system.uuid()
            try await subject.grow(system, id, size)
            for _ in 0..<2 { try await system.send(subject.page(id)) }
            for _ in 0..<(samples / copies) {
                pages.append(try await system.measure(subject.page(id)))
                appends.append(try await system.measure(subject.append(system, id)))
            }
        }
        return Measurement(
            append: appends.map(\.microseconds).median, page: pages.map(\.microseconds).median,
            appendCalls: Int(appends.map { Double($0.calls) }.median), pageCalls: pages.map(\.calls).max() ?? 0)
    }

    private static func row(_ name: String, _ measurements: [Measurement]) {
        let cells =
            measurements.map(\.append.time) + measurements.map(\.page.time) + [
                "\(range(measurements.map(\.appendCalls))) + \(range(measurements.map(\.pageCalls)))"
            ]
        Markdown.row([name] + cells)
    }

    private static func range(_ calls: [Int]) -> String {
        guard let least = calls.min(), let most = calls.max(), least != most else { return "\(calls.first ?? 0)" }
        return "\(least) to \(most)"
    }

    private func draw(_ results: [(name: String, measurements: [Measurement])]) throws {
        func panel(_ title: String, _ value: (Measurement) -> Double) -> LogPlot.Panel {
            LogPlot.Panel(
                title: title,
                series: results.map { result in
                    LogPlot.Series(name: result.name, values: result.measurements.map { value($0) / 1000 })
                })
        }
        let drawing = LogPlot(
            sizes: Self.sizes,
            panels: [panel("Append, ms (median)", \.append), panel("First page of ten, ms (median)", \.page)])
        guard let file = fopen(plot, "w") else { throw BenchmarkError("cannot write \(plot): errno \(errno)") }
        defer { fclose(file) }
        fputs(drawing.svg, file)
        // Where scripts/bench puts the plot for the README.
        Markdown.line("\n![Append and first page against size](Documentation/append-and-list.svg)")
    }

    /// Of the whole handler; the budget of storage calls is met when none of them is over it at any size.
    private func budgets(_ results: [(name: String, measurements: [Measurement])]) -> [BudgetLine] {
        let worst = results.map { $0.measurements[2].append / $0.measurements[0].append }.max() ?? 0
        let calls = results.flatMap(\.measurements).map(\.pageCalls).max() ?? 0
        return [
            // Twice is what the noise of a busy machine may make of the same work.
            BudgetLine(
                what: "append at 100,000 entries, over that at 10: the worst", limit: 2, measured: worst, unit: "×"),
            BudgetLine(
                what: "first page at any size", limit: 2, measured: Double(calls), unit: "storage calls"),
        ]
    }
}
