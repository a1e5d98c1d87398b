import WireFormats

/// Each operation of each system through the assembled application, on the embedded store, on moto's DynamoDB and, for
/// context memory, on Redis, with the calls of the store counted.
struct OperationsPart {
    /// moto takes some milliseconds a call.
    private static let remoteCount = 9
    private static let mostListCalls = 2.0
    private static let mostSubmissionCalls = 3.0
    private static let longestSubmission = 20.0

    let python: String
    let count: Int

    private struct Measurement {
        var workload: Workload
        var time: Double
        var calls: Int
        var invocations: Int
    }

    func run() async throws -> [BudgetLine] {
        let cloud = try CloudStub()
        let folder = try ScratchFolder()
        let moto = try ChildServer(environment: ["AWS_EC2_METADATA_DISABLED": "true"]) { port in
            [python, "-m", "moto.server", "--host", "127.0.0.1", "--port", "\(port)"]
        }
        let redis = try RedisProcess.start()
        defer { withExtendedLifetime((cloud, folder, moto, redis)) {} }
        return try await onEventLoop { loop in
            let embedded = try await SystemUnderTest(.sqlite(path: "\(folder.path)/a"), cloud: cloud, loop: loop)
            let remote = try await SystemUnderTest(
                .dynamoDB(endpoint: "http://127.0.0.1:\(moto.port)"), cloud: cloud, loop: loop)
            Markdown.header("system", "operation", "storage calls", "SQLite, median", "DynamoDB (moto), median")
            var all: [Measurement] = []
            for make in SystemWorkloads.all {
                let local = try await make(embedded)
                let here = try await measure(local, on: embedded, count: count)
                let there = try await measure(make(remote), on: remote, count: Self.remoteCount)
                for (one, other) in zip(here, there) {
                    Markdown.row(
                        local.name, "`\(one.workload.name)`", Self.calls(one, other), one.time.time, other.time.time)
                }
                all += here
            }
            if let redis {
                try await onRedis(
                    SystemUnderTest(.redis(port: redis.port, path: "\(folder.path)/b"), cloud: cloud, loop: loop))
            }
            return Self.budgets(all)
        }
    }

    private func measure(
        _ system: SystemWorkloads, on tested: SystemUnderTest, count: Int
    ) async throws -> [Measurement] {
        var measurements: [Measurement] = []
        for workload in system.workloads {
            // The first ones prepare statements, connections and keys.
            for _ in 0..<2 { try await tested.send(workload.event(tested)) }
            var samples: [SystemUnderTest.Sample] = []
            for _ in 0..<count { samples.append(try await tested.measure(workload.event(tested))) }
            measurements.append(
                Measurement(
                    workload: workload, time: samples.map(\.microseconds).median,
                    calls: Int(samples.map { Double($0.calls) }.median),
                    invocations: samples.map(\.invocations).max() ?? 0))
        }
        return measurements
    }

    /// One number where both engines were asked the same.
    private static func calls(_ one: Measurement, _ other: Measurement) -> String {
        one.calls == other.calls ? "\(one.calls)" : "\(one.calls), \(other.calls)"
    }

    private func onRedis(_ tested: SystemUnderTest) async throws {
        Markdown.header("context memory on Redis", "storage calls", "median")
        for result in try await measure(.contextMemory(tested), on: tested, count: count) {
            // One script, whatever it does; the table is not asked.
            Markdown.row("`\(result.workload.name)`", "\(result.calls) + Redis", result.time.time)
        }
    }

    // MARK: - Budgets

    private static func budgets(_ all: [Measurement]) -> [BudgetLine] {
        var budgets: [BudgetLine] = []
        if let submission = all.first(where: { $0.workload.promise == .submission }) {
            budgets = [
                BudgetLine(
                    what: "submit-assessment on the embedded store", limit: longestSubmission,
                    measured: submission.time / 1000, unit: "ms"),
                BudgetLine(
                    what: "submit-assessment", limit: mostSubmissionCalls, measured: Double(submission.calls),
                    unit: "storage calls"),
                BudgetLine(
                    what: "submit-assessment", limit: 1, measured: Double(submission.invocations),
                    unit: "invocations"),
            ]
        }
        let lists = all.filter { $0.workload.promise == .list }
        guard let longest = lists.max(by: { $0.calls < $1.calls }) else { return budgets }
        let worst = lists.filter { $0.calls == longest.calls && Double($0.calls) > mostListCalls }
        let names = worst.isEmpty ? "" : " (\(worst.map { "`\($0.workload.name)`" }.joined(separator: ", ")))"
        budgets.append(
            BudgetLine(
                what: "first page of any of \(lists.count) lists\(names)", limit: mostListCalls,
                measured: Double(longest.calls), unit: "storage calls"))
        return budgets
    }
}
