import AWSServices
import Application
import HTTPTransport
import LambdaRuntime
import Logging
import Synchronization
import Tables
import TestSupport
import Testing
import WireFormats

@Suite("Application")
struct ApplicationTests {
    @Test("what the systems store goes through whatever wraps the engine")
    func wrapsStorage() async throws {
        let directory = try TemporaryDirectory()
        let loop = try CurlEventLoop()
        loop.start()
        defer { loop.shutDown() }
        let log = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let wrapped = Mutex<[any Tables]>([])
        let dispatcher = try Application(
            environment: [
                "COLLOQUY_STORE": "sqlite:\(directory.path)/store.sqlite", "AWS_REGION": "us-east-1",
                "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AUTH_MODE": "open",
                "AWS_LAMBDA_FUNCTION_NAME": "colloquy",
            ], loop: loop,
            storage: { engine in
                wrapped.withLock { $0.append(engine) }
                return UnreachableTables(engine)
            }, log: log
        ).dispatcher()
        #expect(wrapped.withLock { $0.map { $0 is SQLiteTables } } == [true])

        let event: JSON = ["operation": "get_session", "user_id": "ann", "session_id": "s-1"]
        let context = LambdaContext(
            requestID: "request-1", invokedFunctionARN: "arn:aws:lambda:us-east-1:123456789012:function:colloquy",
            deadline: Timestamp(seconds: 4_000_000_000), deadlineInstant: .now + .seconds(60), logger: log)
        let answer = try await Task(executorPreference: loop) {
            try JSON(parsing: try await dispatcher.handle(event.serialized(), context: context).body)
        }.value
        #expect(answer["statusCode"] == 503, "\(answer.text)")
    }
}

/// An engine that cannot be reached for reads.
private struct UnreachableTables: Tables {
    private let engine: any Tables

    init(_ engine: any Tables) { self.engine = engine }

    private static let failure = TableError(.unavailable(mayHaveWritten: false), "unreachable")

    func get(_ table: String, key: Item, consistent: Bool) async throws(TableError) -> Item? { throw Self.failure }

    func query(_ query: Query) async throws(TableError) -> Page { throw Self.failure }

    func scan(_ scan: Scan) async throws(TableError) -> Page { throw Self.failure }

    func batchGet(_ table: String, keys: [Item], consistent: Bool) async throws(TableError) -> [Item] {
        throw Self.failure
    }

    func put(_ table: String, item: Item, if condition: Condition?) async throws(TableError) {
        try await engine.put(table, item: item, if: condition)
    }

    func update(
        _ table: String, key: Item, _ update: Update, if condition: Condition?
    ) async throws(TableError) -> Item {
        try await engine.update(table, key: key, update, if: condition)
    }

    func delete(_ table: String, key: Item, if condition: Condition?) async throws(TableError) -> Item? {
        try await engine.delete(table, key: key, if: condition)
    }

    func batchWrite(_ table: String, _ writes: [BatchWrite]) async throws(TableError) {
        try await engine.batchWrite(table, writes)
    }

    func transact(_ actions: [TransactAction], token: String?) async throws(TableError) {
        try await engine.transact(actions, token: token)
    }

    func create(_ schema: TableSchema) async throws(TableError) { try await engine.create(schema) }
}
