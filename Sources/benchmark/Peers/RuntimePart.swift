import Glibc

/// Whole invocations: the packaged `bootstrap` beside Python's Lambda runtime and boto3, with the same work on the same
/// event, and above a raw socket that answers a constant.
struct RuntimePart {
    private static let startCount = 15
    private static let rounds = 5
    private static let memoryCount = 300
    private static let unknownOperation = Array(#"{"body":"{\"operation\":\"nothing\"}"}"#.utf8)
    static let getSession = Array(
        (#"{"body":"{\"operation\":\"get_session\",\"user_id\":\"alice\","#
            + #"\"session_id\":\"00000000-0000-4000-8000-000000000000\"}"}"#).utf8)

    let bootstrap: String
    let peer: PythonPeer
    let count: Int

    /// Microseconds of invocations.
    private struct Round {
        var floor: [Double]
        var ours: [Double]
        var theirs: [Double]
    }

    func run() throws -> [BudgetLine] {
        let storage = try StorageStub()
        defer { withExtendedLifetime(storage) {} }
        Markdown.header("what", "Colloquy", "Python (awslambdaric, boto3)", "times better")
        return try starts(storage) + memory(storage) + invocations(storage) + size()
    }

    private func row(_ name: String, _ ours: Double, _ theirs: Double, _ unit: String, moreIsBetter: Bool = false) {
        let ratio = moreIsBetter ? ours / theirs : theirs / ours
        Markdown.row(name, "\(ours.text) \(unit)", "\(theirs.text) \(unit)", ratio.text)
    }

    /// In turn, so that both see the same machine.
    private func starts(_ storage: StorageStub) throws -> [BudgetLine] {
        let benchmark = RuntimeBenchmark(event: Self.getSession, count: 1)
        var (ours, theirs): ([RuntimeBenchmark.Result], [RuntimeBenchmark.Result]) = ([], [])
        for _ in 0..<Self.startCount {
            ours.append(try benchmark.run { try launchOurs(storage, $0) })
            theirs.append(try benchmark.run { try launchTheirs(storage, $0) })
        }
        let start = ours.map(\.start).median
        row("start to first poll, median of \(Self.startCount)", start, theirs.map(\.start).median, "ms")
        row(
            "start to first answer, get_session, median of \(Self.startCount)", ours.map(\.firstAnswer).median,
            theirs.map(\.firstAnswer).median, "ms")
        return [BudgetLine(what: "start to first poll", limit: 4, measured: start, unit: "ms")]
    }

    private func memory(_ storage: StorageStub) throws -> [BudgetLine] {
        let benchmark = RuntimeBenchmark(event: Self.getSession, count: Self.memoryCount)
        let ours = Double(try benchmark.run { try launchOurs(storage, $0) }.peakMemory) / 1024
        let theirs = Double(try benchmark.run { try launchTheirs(storage, $0) }.peakMemory) / 1024
        let what = "peak memory after \(Self.memoryCount) invocations"
        row(what, ours, theirs, "MB")
        return [BudgetLine(what: what, limit: 12, measured: ours, unit: "MB")]
    }

    /// The raw socket, ours and Python's in turn, so that all see the same machine.
    private func invocations(_ storage: StorageStub) throws -> [BudgetLine] {
        var budgets: [BudgetLine] = []
        for (name, event) in [("without storage", Self.unknownOperation), ("get_session", Self.getSession)] {
            let benchmark = RuntimeBenchmark(event: event, count: count / Self.rounds)
            var rounds: [Round] = []
            for _ in 0..<Self.rounds {
                rounds.append(
                    Round(
                        floor: try benchmark.run { address in
                            startThread { floorRuntime(address) }
                            return 0
                        }.invocations,
                        ours: try benchmark.run { try launchOurs(storage, $0) }.invocations,
                        theirs: try benchmark.run { try launchTheirs(storage, $0) }.invocations))
            }
            func median(_ value: (Round) -> Double) -> Double { rounds.map(value).median }
            row("invocation, \(name), median", median { $0.ours.median }, median { $0.theirs.median }, "µs")
            let floor = median { $0.floor.median }
            let above = median { $0.ours.median - $0.floor.median }
            row(
                "the same above a raw socket's \(floor.text) µs", above,
                median { $0.theirs.median - $0.floor.median }, "µs")
            row(
                "invocations a second, \(name)", median { 1e6 / $0.ours.mean }, median { 1e6 / $0.theirs.mean }, "/s",
                moreIsBetter: true)
            guard budgets.isEmpty else { continue }
            budgets.append(
                BudgetLine(
                    what: "warm invocation above a raw socket, with JSON", limit: 50, measured: above, unit: "µs"))
        }
        return budgets
    }

    /// Of the zip that scripts/package makes beside the executable.
    private func size() throws -> [BudgetLine] {
        let folder = bootstrap.prefix(upTo: bootstrap.lastIndex(of: "/") ?? bootstrap.endIndex)
        var status = stat()
        guard stat("\(folder)/colloquy.zip", &status) == 0 else {
            throw BenchmarkError("there is no colloquy.zip in \(folder)")
        }
        return [BudgetLine(what: "zip", limit: 9, measured: Double(status.st_size) / 1e6, unit: "MB")]
    }

    private func launchOurs(_ storage: StorageStub, _ runtimeAPI: String) throws -> pid_t {
        // It writes a line of metrics an invocation.
        try launch(
            [bootstrap], environment: Self.environment(storage, runtimeAPI, pythonPath: peer.folder),
            outputPath: "/dev/null")
    }

    private func launchTheirs(_ storage: StorageStub, _ runtimeAPI: String) throws -> pid_t {
        try launch(
            [peer.python, "-m", "awslambdaric", "peer.handler"],
            environment: Self.environment(storage, runtimeAPI, pythonPath: peer.folder), outputPath: "/dev/null")
    }

    /// The function's, on both sides.
    static func environment(
        _ storage: StorageStub, _ runtimeAPI: String, pythonPath: String = ""
    ) -> [String: String] {
        [
            "PATH": "/usr/bin:/bin", "PYTHONPATH": pythonPath, "PYTHONDONTWRITEBYTECODE": "1",
            "AWS_LAMBDA_RUNTIME_API": runtimeAPI, "AWS_LAMBDA_FUNCTION_NAME": "bench",
            "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST", "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "512",
            "AWS_LAMBDA_LOG_GROUP_NAME": "/aws/lambda/bench", "AWS_LAMBDA_LOG_STREAM_NAME": "bench",
            "_HANDLER": "peer.handler", "LAMBDA_TASK_ROOT": "/",
            "AWS_REGION": "us-east-1", "AWS_DEFAULT_REGION": "us-east-1", "AWS_ACCESS_KEY_ID": "bench",
            "AWS_SECRET_ACCESS_KEY": "bench", "AWS_ENDPOINT_URL_DYNAMODB": storage.endpoint,
            "AUTH_MODE": "required", "CURSOR_KEY": "a key for the benchmark only",
            "SESSION_TABLE": "chat-sessions", "MESSAGES_TABLE": "chat-messages", "REVIEW_TABLE": "chat-reviews",
        ]
    }
}
