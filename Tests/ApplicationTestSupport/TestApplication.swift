public import Application
public import HTTPTransport
import LambdaRuntime
public import Logging
public import SystemTestSupport
public import Tables
import TestSupport
public import WireFormats

/// The whole program but its runtime, on an embedded store of its own.
public final class TestApplication: Sendable {
    public let dispatcher: Dispatcher
    public let log: CollectedLog
    /// The environment, defaults included.
    public let environment: [String: String]
    private let logger: Logger
    private let loop: CurlEventLoop
    private let directory: TemporaryDirectory

    /// - Parameters:
    ///   - environment: beside `COLLOQUY_STORE`, region and credentials.
    ///   - level: what the log takes.
    ///   - logger: takes the place of ``log``.
    ///   - storage: wraps the store.
    public init(
        _ environment: [String: String] = ["AUTH_MODE": "open"], level: Logger.Level = .info,
        logger: Logger? = nil, storage: @escaping @Sendable (any Tables) -> any Tables = { $0 }
    ) throws {
        directory = try TemporaryDirectory()
        loop = try CurlEventLoop()
        loop.start()
        log = CollectedLog(level: level)
        self.logger = logger ?? log.logger
        let defaults = [
            "COLLOQUY_STORE": "sqlite:\(directory.path)/store.sqlite", "AWS_REGION": "us-east-1",
            "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_LAMBDA_FUNCTION_NAME": "colloquy",
        ]
        self.environment = defaults.merging(environment) { $1 }
        dispatcher = try Application(
            environment: self.environment, loop: loop, storage: storage, log: self.logger
        ).dispatcher()
    }

    deinit { loop.shutDown() }

    /// Runs one invocation on the application's event loop.
    ///
    /// - Parameters:
    ///   - metrics: counts what happens.
    ///   - traceID: X-Ray's header of the invocation.
    ///   - qualifier: the version or alias that is invoked.
    ///   - version: what Lambda says that the process is of.
    public func invoke(
        _ event: [UInt8], metrics: InvocationMetrics? = nil, traceID: String? = nil, qualifier: String? = nil,
        version: String? = nil
    ) async throws -> [UInt8] {
        let context = LambdaContext(
            requestID: "request-1",
            invokedFunctionARN: "arn:aws:lambda:us-east-1:123456789012:function:colloquy"
                + (qualifier.map { ":\($0)" } ?? ""),
            deadline: Timestamp(seconds: 4_000_000_000), deadlineInstant: .now + .seconds(60),
            function: LambdaFunction(version.map { ["AWS_LAMBDA_FUNCTION_VERSION": $0] } ?? [:]), logger: logger)
        let dispatcher = dispatcher
        return try await Task(executorPreference: loop) {
            try await InvocationScope.$metrics.withValue(metrics) {
                try await InvocationScope.$traceID.withValue(traceID) {
                    try await dispatcher.handle(event, context: context).body
                }
            }
        }.value
    }

    public func invoke(_ event: JSON) async throws -> JSON { try JSON(parsing: try await invoke(event.serialized())) }

    /// The same with a body that is an operation's arguments, as system 000's direct callers send it.
    public func call(_ arguments: JSON) async throws -> (status: Int?, body: JSON) {
        let answer = try await invoke(["body": .string(arguments.text)])
        return (answer["statusCode"]?.int, try JSON(parsing: answer["body"]?.string ?? answer.text))
    }
}
