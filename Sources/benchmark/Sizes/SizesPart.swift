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
        /// Nothing where entries come in another way than by requests.
        var append: Double?
        var page: Double
        var appendCalls: Int?
        var pageCalls: Int
    }

    func run() async throws -> [BudgetLine] {
        let cloud = try CloudStub()
        let folder = try ScratchFolder()
        defer { withExtendedLifetime((cloud, folder)) {} }
        let results = try await onEventLoop { loop in
            let system = try await SystemUnderTest(
                .sqlite(path: "\(folder.path)/a"), cloud: cloud, loop: loop,
                settings: ["CONTEXT_MAX_MESSAGES": "100000"])
            Markdown.header(
                "what grows", "append at 10", "at 1,000", "at 100,000", "first page at 10", "at 1,000", "at 100,000",
                "storage calls")
            var results: [(name: String, measurements: [Measurement])] = []
            for subject in Subject.conversations + Subject.lists {
                // All sizes are grown before one is measured, so that all are in the same store.
                let measurements = try await Self.measure(subject, Self.grow(subject, in: system), in: system)
                Self.row(subject.name, measurements)
                results.append((subject.name, measurements))
            }
            return results
        }
        try draw(results)
        return budgets(results)
    }

    /// - Returns: for each size the ids of what has it.
    private static func grow(_ subject: Subject, in system: SystemUnderTest) async throws -> [[String]] {
        var ids: [[String]] = []
        for (size, copies) in zip(sizes, copies) {
            var copiesIDs: [String] = []
            for _ in 0..<copies { copiesIDs.append(try await subject.grow(system, system.uuid(), size)) }
            ids.append(copiesIDs)
        }
        return ids
    }

    /// The sizes in turn, so that all see the same machine.
    private static func measure(
        _ subject: Subject, _ ids: [[String]], in system: SystemUnderTest
    ) async throws -> [Measurement] {
        var appends = [[SystemUnderTest.Sample]](repeating: [], count: ids.count)
        var pages = appends
        for id in ids.joined() { try await system.send(subject.page(id)) }
        for sample in 0..<samples {
            for (index, ids) in ids.enumerated() {
                let id = ids[sample % ids.count]
                pages[index].append(try await system.measure(subject.page(id)))
                if let append = subject.append { appends[index].append(try await system.measure(append(system, id))) }
            }
        }
        return zip(appends, pages).map { appends, pages in
            Measurement(
                append: appends.isEmpty ? nil : appends.map(\.microseconds).median,
                page: pages.map(\.microseconds).median,
                appendCalls: appends.isEmpty ? nil : Int(appends.map { Double($0.calls) }.median),
                pageCalls: pages.map(\.calls).max() ?? 0)
        }
    }

    private static func row(_ name: String, _ measurements: [Measurement]) {
        let appends = measurements.map { $0.append?.time ?? "–" }
        let calls = [measurements.compactMap(\.appendCalls), measurements.map(\.pageCalls)].filter { !$0.isEmpty }
        Markdown.row(
            [name] + appends + measurements.map(\.page.time) + [calls.map(range).joined(separator: " + ")])
    }

    private static func range(_ calls: [Int]) -> String {
        guard let least = calls.min(), let most = calls.max(), least != most else { return "\(calls.first ?? 0)" }
        return "\(least) to \(most)"
    }

    private func draw(_ results: [(name: String, measurements: [Measurement])]) throws {
        func panel(_ title: String, _ value: (Measurement) -> Double?) -> LogPlot.Panel {
            LogPlot.Panel(
                title: title,
                series: results.map { result in
                    LogPlot.Series(
                        name: result.name, values: result.measurements.compactMap { value($0).map { $0 / 1000 } })
                })
        }
        let drawing = LogPlot(
            sizes: Self.sizes,
            panels: [panel("Append, ms (median)", \.append), panel("First page of ten, ms (median)", \.page)])
        try TextFile(path: plot).write(drawing.svg)
        // Where scripts/bench puts the plot for the README.
        Markdown.line("\n![Append and first page against size](Documentation/append-and-list.svg)")
    }

    /// Of the whole handler. With ten entries some appends are cheaper because they answer with the latest fifty, or a model
    /// reads the latest ones; from a thousand on nothing may grow. The budget of storage calls is that of lists: a page of an
    /// assessment's events is part of its status, and takes a call more when it is not the last.
    private func budgets(_ results: [(name: String, measurements: [Measurement])]) -> [BudgetLine] {
        let worst =
            results.compactMap { result in
                guard let large = result.measurements[2].append, let medium = result.measurements[1].append else {
                    return nil
                }
                return large / medium
            }.max() ?? 0
        let calls = results.flatMap(\.measurements).filter { $0.append != nil }.map(\.pageCalls).max() ?? 0
        return [
            // Twice is what the noise of a busy machine may make of the same work.
            BudgetLine(
                what: "append at 100,000 entries, over that at 1,000: the worst", limit: 2, measured: worst, unit: "×"),
            BudgetLine(
                what: "first page of a list at any size", limit: 2, measured: Double(calls), unit: "storage calls"),
        ]
    }
}
