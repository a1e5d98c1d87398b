import AWSCore
import AWSServices
import Glibc
import HTTPTransport
import WireFormats

/// All measurements, one after the other, and the table of their results in Markdown.
struct Benchmark {
    private let bootstrap: String
    private let python: String
    private let peer: String
    private let count: Int

    /// - Parameter arguments: the program, the path of the packaged `bootstrap`, of a Python with awslambdaric and boto3, of
    ///   `peer.py`, and how many invocations to count.
    init(arguments: [String]) throws {
        guard arguments.count == 5, let count = Int(arguments[4]), count >= 100 else {
            throw BenchmarkError("usage: benchmark BOOTSTRAP PYTHON PEER COUNT")
        }
        (bootstrap, python, peer) = (arguments[1], arguments[2], arguments[3])
        self.count = count
    }

    func run() async throws {
        let storage = try StorageStub()
        print("| what | Colloquy | Python (awslambdaric, boto3) | times better |\n|---|---:|---:|---:|")
        try invocations(storage)
        try await getItem(storage)
        try await signatures()
        try await eventStream()
        try await ContextBenchmark(count: count).run()
    }

    private func row(_ name: String, _ ours: Double, _ theirs: Double, _ unit: String, moreIsBetter: Bool = false) {
        let ratio = moreIsBetter ? ours / theirs : theirs / ours
        print("| \(name) | \(ours.text) \(unit) | \(theirs.text) \(unit) | \(ratio.text) |")
    }

    // MARK: - Whole invocations

    private static let startCount = 15
    private static let memoryCount = 300

    private static let unknownOperation = #"{"body":"{\"operation\":\"nothing\"}"}"#
    private static let getSession =
        #"{"body":"{\"operation\":\"get_session\",\"user_id\":\"alice\","#
        + #"\"session_id\":\"00000000-0000-4000-8000-000000000000\"}"}"#

    private func invocations(_ storage: StorageStub) throws {
        let floor = try RuntimeBenchmark(event: Array(Self.unknownOperation.utf8), count: count).run { address in
            startThread { floorRuntime(address) }
            return 0
        }
        try starts(storage)
        try memory(storage)
        for (name, event) in [("without storage", Self.unknownOperation), ("get_session", Self.getSession)] {
            let benchmark = RuntimeBenchmark(event: Array(event.utf8), count: count)
            let ours = try benchmark.run { try launchOurs(storage, $0) }
            let theirs = try benchmark.run { try launchTheirs(storage, $0) }
            row("invocation, \(name), median", ours.invocations.median, theirs.invocations.median, "µs")
            let (oursAbove, theirsAbove) = (
                ours.invocations.median - floor.invocations.median, theirs.invocations.median - floor.invocations.median
            )
            row("the same above a raw socket's \(floor.invocations.median.text) µs", oursAbove, theirsAbove, "µs")
            row(
                "invocations a second, \(name)", 1e6 / ours.invocations.mean, 1e6 / theirs.invocations.mean, "/s",
                moreIsBetter: true)
        }
    }

    /// In turn, so that both see the same machine.
    private func starts(_ storage: StorageStub) throws {
        let benchmark = RuntimeBenchmark(event: Array(Self.getSession.utf8), count: 1)
        var (ours, theirs): ([RuntimeBenchmark.Result], [RuntimeBenchmark.Result]) = ([], [])
        for _ in 0..<Self.startCount {
            ours.append(try benchmark.run { try launchOurs(storage, $0) })
            theirs.append(try benchmark.run { try launchTheirs(storage, $0) })
        }
        for (name, value) in [
            ("start to first poll", { $0.start }), ("start to first answer, get_session", { $0.firstAnswer }),
        ] as [(String, (RuntimeBenchmark.Result) -> Double)] {
            row(
                "\(name), median of \(Self.startCount)", ours.map(value).sorted().median,
                theirs.map(value).sorted().median, "ms")
        }
    }

    private func memory(_ storage: StorageStub) throws {
        let benchmark = RuntimeBenchmark(event: Array(Self.getSession.utf8), count: Self.memoryCount)
        let ours = try benchmark.run { try launchOurs(storage, $0) }.peakMemory
        let theirs = try benchmark.run { try launchTheirs(storage, $0) }.peakMemory
        row("peak memory after \(Self.memoryCount) invocations", Double(ours) / 1024, Double(theirs) / 1024, "MB")
    }

    private func launchOurs(_ storage: StorageStub, _ runtimeAPI: String) throws -> pid_t {
        try launch([bootstrap], environment: environment(storage, runtimeAPI))
    }

    private func launchTheirs(_ storage: StorageStub, _ runtimeAPI: String) throws -> pid_t {
        try launch([python, "-m", "awslambdaric", "peer.handler"], environment: environment(storage, runtimeAPI))
    }

    private func environment(_ storage: StorageStub, _ runtimeAPI: String) -> [String: String] {
        [
            "PATH": "/usr/bin:/bin", "PYTHONPATH": String(peer.dropLast("/peer.py".count)),
            "PYTHONDONTWRITEBYTECODE": "1",
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

    // MARK: - Parts

    private func getItem(_ storage: StorageStub) async throws {
        let loop = try CurlEventLoop()
        loop.start()
        let context = try AWSContext(
            environment: environment(storage, ""), transport: HTTPClient(loop: loop), clock: SystemClock.now,
            sleep: { try await loop.sleep(for: $0) })
        let client = try DynamoDBClient(context)
        let count = count
        let times = try await Task(executorPreference: loop) {
            try await measure(count) {
                _ = try await client.call(
                    .getItem,
                    [
                        "TableName": "chat-sessions", "ConsistentRead": true,
                        "Key": ["pk_session_id": ["S": "00000000-0000-4000-8000-000000000000"]],
                    ])
            }
        }.value
        loop.shutDown()
        let floor = try rawRequests(storage)
        let theirs = try pythonTimes("getitem", storage)
        row("DynamoDB GetItem, median", times.median, theirs.median, "µs")
        row(
            "the same above a raw socket's \(floor.median.text) µs", times.median - floor.median,
            theirs.median - floor.median, "µs")
    }

    private func rawRequests(_ storage: StorageStub) throws -> [Double] {
        var connection = try SocketConnection(port: storage.port)
        let request = Array(
            """
            POST / HTTP/1.1\r
            Host: 127.0.0.1\r
            X-Amz-Target: DynamoDB_20120810.GetItem\r
            Content-Length: 2\r
            \r
            {}
            """.utf8)
        var times: [Double] = []
        for _ in 0..<count {
            let start = ContinuousClock.now
            guard connection.write(request), connection.readMessage() != nil else {
                throw BenchmarkError("the stub of DynamoDB does not answer")
            }
            times.append((ContinuousClock.now - start).microseconds)
        }
        return times.sorted()
    }

    private func signatures() async throws {
        let signer = SigV4Signer(service: "dynamodb", region: "us-east-1")
        let credentials = AWSCredentials(accessKeyID: "AKIDEXAMPLE", secretAccessKey: "secret", sessionToken: "token")
        let request = HTTPRequest(
            method: "POST", url: "https://dynamodb.us-east-1.amazonaws.com/",
            headers: [
                "Content-Type": "application/x-amz-json-1.0", "X-Amz-Target": "DynamoDB_20120810.GetItem",
            ],
            body: Array(
                #"{"TableName":"chat-sessions","Key":{"pk_session_id":{"S":"00000000-0000-4000-8000-000000000000"}}}"#
                    .utf8))
        let ours = try await measure(count) {
            var request = request
            try signer.sign(&request, with: credentials, at: SystemClock.now())
        }
        let theirs = try pythonTimes("sign", nil)
        row("SigV4 signature, median", ours.median, theirs.median, "µs")
        row("signatures a second", 1e6 / ours.mean, 1e6 / theirs.mean, "/s", moreIsBetter: true)
    }

    /// A stream like an agent's, in pieces as libcurl gives them; `peer.py` makes the same.
    private func eventStream() async throws {
        let message = EventStreamMessage.event("trace", payload: [UInt8](repeating: UInt8(ascii: "x"), count: 2048))
        let encoded = try message.encoded()
        let stream = (0..<64).flatMap { _ in encoded }
        let pieces = stride(from: 0, to: stream.count, by: 16_384).map {
            Array(stream[$0..<min($0 + 16_384, stream.count)])
        }
        let ours = try await measure(count) {
            var decoder = EventStreamDecoder()
            var messages = 0
            for piece in pieces {
                decoder.append(piece)
                while try decoder.next() != nil { messages += 1 }
            }
            try decoder.finish()
            guard messages == 64 else { throw BenchmarkError("64 messages became \(messages)") }
        }
        let theirs = try pythonTimes("eventstream", nil)
        // Bytes a microsecond are megabytes a second.
        let size = Double(stream.count)
        row("event-stream decode", size / ours.median, size / theirs.median, "MB/s", moreIsBetter: true)
    }

    /// Sorted microseconds of single calls, after a tenth of them to warm up.
    private func measure(_ count: Int, _ work: () async throws -> Void) async throws -> [Double] {
        for _ in 0..<(count / 10) { try await work() }
        var times: [Double] = []
        times.reserveCapacity(count)
        for _ in 0..<count {
            let start = ContinuousClock.now
            try await work()
            times.append((ContinuousClock.now - start).microseconds)
        }
        return times.sorted()
    }

    private func pythonTimes(_ what: String, _ storage: StorageStub?) throws -> [Double] {
        var variables = [
            "PATH=/usr/bin:/bin", "PYTHONDONTWRITEBYTECODE=1", "AWS_REGION=us-east-1", "AWS_DEFAULT_REGION=us-east-1",
        ]
        variables += ["AWS_ACCESS_KEY_ID=bench", "AWS_SECRET_ACCESS_KEY=bench"]
        if let storage { variables.append("AWS_ENDPOINT_URL_DYNAMODB=\(storage.endpoint)") }
        let command = (["env", "-i"] + variables + [python, peer, what, "\(count)"])
            .map { "'\($0)'" }.joined(separator: " ")
        guard let output = popen(command, "r") else { throw BenchmarkError("cannot start \(python)") }
        defer { pclose(output) }
        var times: [Double] = []
        var line = [CChar](repeating: 0, count: 64)
        while fgets(&line, Int32(line.count), output) != nil {
            let text = String(decoding: line.prefix { $0 > 32 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            if let time = Double(text) { times.append(time) }
        }
        guard times.count == count else { throw BenchmarkError("\(peer) \(what) printed \(times.count) times") }
        return times.sorted()
    }
}

extension [Double] {
    /// Of sorted values.
    var median: Double { isEmpty ? 0 : self[count / 2] }
    var mean: Double { isEmpty ? 0 : reduce(0, +) / Double(count) }
}

extension Double {
    /// Three significant digits, plainly.
    var text: String {
        if self >= 100 { return String(Int(rounded())) }
        let scale: Double = self >= 10 ? 10 : 100
        return String((self * scale).rounded() / scale)
    }
}
