import TestSupport
import Testing
import WireFormats

@Suite(
    "bootstrap under AWS's Runtime Interface Emulator",
    .enabled(if: RuntimeInterfaceEmulator.isAvailable, "the emulator is not there: run scripts/setup"))
struct BootstrapTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private func start(
        _ mode: RuntimeInterfaceEmulator.Mode = .classic, _ environment: [String: String] = [:]
    ) async throws -> RuntimeInterfaceEmulator {
        // On Managed Instances the function runs as another user, who must be able to write the store.
        try await ChildProcess.run("/bin/chmod", ["777", directory.path])
        return try await RuntimeInterfaceEmulator.start(
            BuildProducts.executable("bootstrap"), mode: mode,
            environment: [
                "COLLOQUY_STORE": "sqlite:\(directory.path)/store.sqlite", "AUTH_MODE": "open",
                "AWS_REGION": "us-east-1",
            ].merging(environment) { $1 })
    }

    private static func message(_ number: Int, operation: String) -> String {
        let arguments: JSON = [
            "operation": .string(operation), "user_id": "alice", "session_id": "s-1", "title": "Lisbon",
            "new_chat_entry": ["user_prompt": .string("question \(number)"), "bot_response": "answer"],
        ]
        return (["body": .string(arguments.text)] as JSON).text
    }

    private static let question = #"{"operation":"get_session","user_id":"alice","session_id":"s-1"}"#

    private static func body(_ answer: RuntimeInterfaceEmulator.Answer) throws -> JSON {
        try JSON(parsing: try JSON(parsing: answer.body)["body"]?.string ?? answer.body)
    }

    /// The emulator refuses what comes before a poller is back from the last answer, without handing it to anybody.
    private static func invokeOnceFree(
        _ emulator: RuntimeInterfaceEmulator, _ event: String
    ) async throws -> RuntimeInterfaceEmulator.Answer {
        while true {
            let answer = try await emulator.invoke(event)
            guard answer.status == 400, answer.body.contains("Runtime.Unavailable") else { return answer }
            try await Task.sleep(for: .milliseconds(2))
        }
    }

    @Test("a session is created, continued and read")
    func session() async throws {
        let emulator = try await start()
        let created = try await emulator.invoke(Self.message(0, operation: "add_new_session_with_first_message"))
        #expect(try Self.body(created)["session_id"] == "s-1")
        _ = try await emulator.invoke(Self.message(1, operation: "add_message_to_existing_session"))
        let session = try Self.body(try await emulator.invoke(Self.question))
        #expect(session["message_count"] == 2)
        #expect(session["chat_history"]?.array?.compactMap { $0["user"]?.string } == ["question 0", "question 1"])
    }

    @Test(
        "with a concurrency of eight, 64 messages sent at once are all there",
        .enabled(if: RuntimeInterfaceEmulator.canRunManagedInstances, "needs root, for /var/task"))
    func concurrency() async throws {
        let emulator = try await start(.managedInstances(concurrency: 8))
        _ = try await emulator.invoke(Self.message(0, operation: "add_new_session_with_first_message"))
        let limit = 8
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 1...63 {
                if number > limit { try await group.next() }
                group.addTask {
                    let answer = try await Self.invokeOnceFree(
                        emulator, Self.message(number, operation: "add_message_to_existing_session"))
                    #expect(try Self.body(answer)["session_id"] == "s-1", "\(answer)")
                }
            }
            try await group.waitForAll()
        }
        let session = try Self.body(try await emulator.invoke(Self.question))
        #expect(session["message_count"] == 64)
        try await emulator.waitForLog(#""_aws":"#, count: 64)
        let documents = try EmbeddedMetricDocument.all(in: emulator.log)
        #expect(documents.count >= 64 && documents.allSatisfy { $0["Invocations"] == 1 && $0["Errors"] == 0 })
        #expect(Set(documents.compactMap { $0.root["function_request_id"]?.string }).count == documents.count)
        let prompts = Set(session["chat_history"]?.array?.compactMap { $0["user"]?.string } ?? [])
        #expect(prompts == Set((0...63).map { "question \($0)" }))
    }

    @Test("a wrong setting is an init error that names its variable")
    func wrongSetting() async throws {
        let emulator = try await start(.classic, ["AUTH_MODE": "sometimes"])
        let answer = try await emulator.invoke(Self.question)
        #expect(answer.body.contains("AUTH_MODE"), "\(answer.body)")
    }

    @Test("each invocation writes one line of metrics")
    func metrics() async throws {
        let emulator = try await start(.classic, ["METRICS_NAMESPACE": "Colloquy/tests"])
        _ = try await emulator.invoke(Self.message(0, operation: "add_new_session_with_first_message"))
        _ = try await emulator.invoke(Self.question)
        _ = try await emulator.invoke(#"{"action":"SWEEP"}"#)
        _ = try await emulator.invoke(#"{"action":"REPAINT"}"#)
        try await emulator.waitForLog(#""_aws":"#, count: 4)
        let documents = try EmbeddedMetricDocument.all(in: emulator.log)
        #expect(
            documents.map(\.route) == [
                "operation add_new_session_with_first_message", "operation get_session", "action SWEEP", nil,
            ])
        #expect(documents.map { $0["Invocations"] } == [1, 1, 1, 1])
        #expect(documents.map { $0["Errors"] } == [0, 0, 0, 1])
        #expect(documents.map { $0["SweepHits"] } == [nil, nil, 0, nil])
        #expect(documents.allSatisfy { $0.values.allSatisfy { $0.namespace == "Colloquy/tests" } })
        #expect(Set(documents.compactMap { $0.root["function_request_id"]?.string }).count == 4)
    }

    @Test("METRICS=off writes none")
    func noMetrics() async throws {
        let emulator = try await start(.classic, ["METRICS": "off"])
        for _ in 0..<3 { _ = try await emulator.invoke(Self.question) }
        #expect(!emulator.log.contains("_aws"))
    }

    @Test("a wrong setting of metrics is an init error too")
    func wrongMetrics() async throws {
        let emulator = try await start(.classic, ["METRICS": "statsd"])
        let answer = try await emulator.invoke(Self.question)
        #expect(answer.body.contains("METRICS: must be emf or off"), "\(answer.body)")
    }
}
