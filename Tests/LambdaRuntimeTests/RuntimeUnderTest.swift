import HTTPTransport
import Logging
import Synchronization
import TestSupport
import WireFormats

@testable import LambdaRuntime

/// A runtime that serves a ``ScriptedRuntimeAPI`` inside the test's process, over real HTTP, with the rest of its
/// surroundings in the test's hands.
final class RuntimeUnderTest: Sendable {
    let log = CollectedLog()
    /// What was set as `_X_AMZN_TRACE_ID`, in order.
    let exportedTraces = Recording<String?>()
    /// How long the runtime wanted to wait between attempts, in order.
    let pauses = Recording<Duration>()
    private let stop: AsyncStream<Int32>.Continuation
    private let task: Task<RuntimeError?, Never>
    private let loop: CurlEventLoop

    /// - Parameters:
    ///   - address: of the Runtime API.
    ///   - variables: more environment variables.
    init(
        _ address: String, _ variables: [String: String] = [:],
        cancellationLead: Duration = .milliseconds(100), metrics: EmbeddedMetrics? = nil,
        makeHandler: @escaping @Sendable () async throws -> any LambdaHandler
    ) throws {
        let loop = try CurlEventLoop()
        loop.start()
        self.loop = loop
        let (stream, continuation) = AsyncStream<Int32>.makeStream()
        stop = continuation
        let (log, pauses, exportedTraces) = (log, pauses, exportedTraces)
        let runtime = LambdaRuntime(
            variables: variables.merging(["AWS_LAMBDA_RUNTIME_API": address]) { own, _ in own },
            http: HTTPClient(loop: loop), signals: { stream },
            surroundings: InvocationLoop.Surroundings(
                sleep: { duration in
                    // Short waits are pauses between attempts, which need not take their time here; long ones are deadlines.
                    if RetrySchedule.isDelay(duration) {
                        pauses.append(duration)
                    } else {
                        try await loop.sleep(for: duration)
                    }
                },
                clock: SystemClock.now, exportTrace: { exportedTraces.append($0) }, executor: loop),
            logger: log.logger, metrics: metrics, cancellationLead: cancellationLead)
        task = Task {
            do throws(RuntimeError) {
                try await runtime.run(makeHandler: makeHandler)
                return nil
            } catch {
                return error
            }
        }
    }

    convenience init(
        _ api: ScriptedRuntimeAPI, _ variables: [String: String] = [:],
        cancellationLead: Duration = .milliseconds(100), metrics: EmbeddedMetrics? = nil,
        handle: @escaping @Sendable ([UInt8], LambdaContext) async throws -> LambdaResponse
    ) throws {
        try self.init(api.address, variables, cancellationLead: cancellationLead, metrics: metrics) {
            ClosureHandler(handle)
        }
    }

    /// As SIGTERM does.
    func terminate() { stop.yield(15) }

    /// Whether the runtime has taken note of ``terminate()``.
    var hasHeardStop: Bool { log.all.contains { $0.message.hasPrefix("told to stop") } }

    /// What `run` threw; `nil` when it returned.
    func end() async -> RuntimeError? {
        let error = await task.value
        loop.shutDown()
        return error
    }
}

extension RetrySchedule {
    static func isDelay(_ duration: Duration) -> Bool {
        (1..<polling.attempts).contains { polling.delay(afterFailures: $0) == duration }
    }
}

/// Values in the order in which they came.
final class Recording<Value: Sendable>: Sendable {
    private let storage = Mutex<[Value]>([])

    var values: [Value] { storage.withLock { $0 } }

    func append(_ value: Value) { storage.withLock { $0.append(value) } }
}

/// Keeps every line of the log.
final class CollectedLog: Sendable {
    struct Line: Sendable {
        var level: Logger.Level
        var message: String
        var metadata: Logger.Metadata
    }

    private let lines = Recording<Line>()

    var all: [Line] { lines.values }

    func lines(_ level: Logger.Level) -> [Line] { all.filter { $0.level == level } }

    var logger: Logger { Logger(label: "test") { _ in Handler(lines: lines) } }

    private struct Handler: LogHandler {
        let lines: Recording<Line>
        var logLevel = Logger.Level.trace
        var metadata: Logger.Metadata = [:]
        var metadataProvider: Logger.MetadataProvider?

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let all = metadata.merging(event.metadata ?? [:]) { $1 }
            lines.append(Line(level: event.level, message: "\(event.message)", metadata: all))
        }
    }
}
