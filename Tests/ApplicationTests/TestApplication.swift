import Application
import HTTPTransport
import LambdaRuntime
import Logging
import Synchronization
import TestSupport
import WireFormats

/// The whole program but its runtime, on an embedded store of its own.
final class TestApplication: Sendable {
    let dispatcher: Dispatcher
    let log: RecordedLines
    private let loop: CurlEventLoop
    private let directory: TemporaryDirectory

    /// - Parameters:
    ///   - environment: beside `COLLOQUY_STORE`, region and credentials.
    ///   - level: what the log takes.
    init(_ environment: [String: String] = ["AUTH_MODE": "open"], level: Logger.Level = .info) throws {
        directory = try TemporaryDirectory()
        loop = try CurlEventLoop()
        loop.start()
        log = RecordedLines(level: level)
        let defaults = [
            "COLLOQUY_STORE": "sqlite:\(directory.path)/store.sqlite", "AWS_REGION": "us-east-1",
            "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_LAMBDA_FUNCTION_NAME": "colloquy",
        ]
        dispatcher = try Application(
            environment: defaults.merging(environment) { $1 }, loop: loop, log: log.logger
        ).dispatcher()
    }

    deinit { loop.shutDown() }

    /// Runs one invocation on the application's event loop.
    ///
    /// - Parameters:
    ///   - metrics: counts what happens.
    ///   - traceID: X-Ray's header of the invocation.
    func invoke(
        _ event: [UInt8], metrics: InvocationMetrics? = nil, traceID: String? = nil
    ) async throws -> [UInt8] {
        let context = LambdaContext(
            requestID: "request-1", invokedFunctionARN: "arn:aws:lambda:us-east-1:123456789012:function:colloquy",
            deadline: Timestamp(seconds: 4_000_000_000), deadlineInstant: .now + .seconds(60), logger: log.logger)
        let dispatcher = dispatcher
        return try await Task(executorPreference: loop) {
            try await InvocationScope.$metrics.withValue(metrics) {
                try await InvocationScope.$traceID.withValue(traceID) {
                    try await dispatcher.handle(event, context: context).body
                }
            }
        }.value
    }

    func invoke(_ event: JSON) async throws -> JSON { try JSON(parsing: try await invoke(event.serialized())) }

    /// The same with a body that is an operation's arguments, as system 000's direct callers send it.
    func call(_ arguments: JSON) async throws -> (status: Int?, body: JSON) {
        let answer = try await invoke(["body": .string(arguments.text)])
        return (answer["statusCode"]?.int, try JSON(parsing: answer["body"]?.string ?? answer.text))
    }
}

/// Log lines of all levels that were let through, metadata included.
final class RecordedLines: Sendable {
    private let lines = Mutex<[String]>([])
    private let level: Logger.Level

    init(level: Logger.Level) { self.level = level }

    var all: [String] { lines.withLock { $0 } }

    var logger: Logger {
        var logger = Logger(label: "test") { _ in Handler(record: { line in self.lines.withLock { $0.append(line) } }) }
        logger.logLevel = level
        return logger
    }

    private struct Handler: LogHandler {
        let record: @Sendable (String) -> Void
        var metadata: Logger.Metadata = [:]
        var logLevel: Logger.Level = .trace

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            record("\(event.level) \(event.message) \(metadata.merging(event.metadata ?? [:]) { $1 })")
        }
    }
}
