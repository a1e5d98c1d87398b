public import HTTPTransport
public import Logging
public import WireFormats

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A Lambda custom runtime: polls the Runtime API, hands invocations to a handler and posts its answers.
///
/// ```swift
/// let loop = try CurlEventLoop()
/// try loop.run {
///     let runtime = LambdaRuntime(environment: ProcessInfo.processInfo.environment, loop: loop)
///     try await runtime.run { MyHandler() }
/// }
/// ```
public struct LambdaRuntime: Sendable {
    let variables: [String: String]
    let http: any HTTPSending
    let signals: @Sendable () -> AsyncStream<Int32>
    let surroundings: InvocationLoop.Surroundings
    /// The runtime's own logger, for what belongs to no invocation.
    public let logger: Logger
    let cancellationLead: Duration
    let metrics: EmbeddedMetrics?

    /// - Parameters:
    ///   - environment: the process's environment variables; see ``RuntimeEnvironment`` and ``LogConfiguration``.
    ///   - loop: carries the HTTP exchanges and runs the handlers.
    ///   - logger: for the runtime's own lines and, with the invocation's keys, as ``LambdaContext/logger``. Without one,
    ///     a ``LambdaLogHandler`` on standard error, set up from the environment.
    ///   - metrics: writes a line of metrics an invocation; `nil` writes none.
    ///   - cancellationLead: how long before its deadline an invocation's handler is cancelled. Half of it is left to the
    ///     handler, half to reporting the error.
    ///   - clock: the wall clock, by which Lambda's deadlines are read.
    public init(
        environment: [String: String], loop: CurlEventLoop, logger: Logger? = nil, metrics: EmbeddedMetrics? = nil,
        cancellationLead: Duration = .milliseconds(100), clock: @escaping @Sendable () -> Timestamp = SystemClock.now
    ) {
        self.init(
            variables: environment, http: HTTPClient(loop: loop), signals: { loop.signals(SIGTERM) },
            surroundings: InvocationLoop.Surroundings(
                sleep: { try await loop.sleep(for: $0) }, clock: clock, exportTrace: TraceVariable.set, executor: loop),
            logger: logger, metrics: metrics, cancellationLead: cancellationLead)
    }

    init(
        variables: [String: String], http: any HTTPSending, signals: @escaping @Sendable () -> AsyncStream<Int32>,
        surroundings: InvocationLoop.Surroundings, logger: Logger?, metrics: EmbeddedMetrics? = nil,
        cancellationLead: Duration
    ) {
        self.variables = variables
        self.http = http
        self.signals = signals
        self.surroundings = surroundings
        self.cancellationLead = cancellationLead
        self.metrics = metrics
        self.logger = logger ?? Self.logger(for: variables, clock: surroundings.clock)
    }

    private static func logger(for variables: [String: String], clock: @escaping @Sendable () -> Timestamp) -> Logger {
        let configuration = LogConfiguration(environment: variables)
        let logger = Logger(label: "LambdaRuntime") { label in
            LambdaLogHandler(label: label, configuration: configuration, clock: clock)
        }
        for variable in configuration.unrecognizedVariables {
            logger.warning("\(variable) has a value that means nothing here; its default holds")
        }
        return logger
    }

    /// Makes the handler, then serves invocations until SIGTERM; the invocations in hand are finished first, for which
    /// Lambda leaves about 500 ms. Until SIGTERM comes, this returns only by throwing.
    ///
    /// - Parameter makeHandler: the function's own set-up. What it throws is posted to `/init/error`.
    /// - Throws: ``RuntimeError``, already logged: the process should end with another status than 0.
    public func run(makeHandler: @escaping @Sendable () async throws -> any LambdaHandler) async throws(RuntimeError) {
        let result = await withTaskExecutorPreference(surroundings.executor) { () async -> Result<Void, RuntimeError> in
            do throws(RuntimeError) {
                return .success(try await serve(makeHandler))
            } catch {
                logger.critical(
                    "the runtime ends", metadata: ["error_type": "\(error.errorType)", "reason": "\(error)"])
                return .failure(error)
            }
        }
        try result.get()
    }

    private func serve(_ makeHandler: @escaping @Sendable () async throws -> any LambdaHandler)
        async throws(RuntimeError)
    {
        // Before anything that takes time: a signal that comes during the set-up is kept.
        let stop = signals()
        let client = RuntimeAPIClient(address: try RuntimeEnvironment.apiAddress(in: variables), http: http)
        let environment: RuntimeEnvironment
        do throws(RuntimeError) {
            environment = try RuntimeEnvironment(variables)
        } catch {
            await postInitError(error, client)
            throw error
        }
        let termination = InternalExtension(client: client, logger: logger)
        async let identifier = termination.register()
        let handler: any LambdaHandler
        do {
            handler = try await makeHandler()
        } catch {
            _ = await identifier
            await postInitError(error, client)
            let report = ErrorReport.initialization(error)
            throw RuntimeError(
                .initialization, "no handler: \(report.errorType): \(report.errorMessage)", underlying: error)
        }
        let extensionPoll = await identifier.map { identifier in
            Task(executorPreference: surroundings.executor) { await termination.wait(identifier: identifier) }
        }
        defer { extensionPoll?.cancel() }
        let loop = InvocationLoop(
            client: client, handler: handler, environment: environment, cancellationLead: cancellationLead,
            surroundings: surroundings, logger: logger,
            meter: metrics.map { InvocationMeter($0, log: LogConfiguration(environment: variables)) })
        try await loop.run(until: stop)
    }

    private func postInitError(_ error: any Error, _ client: RuntimeAPIClient) async {
        do throws(RuntimeAPIError) {
            try await client.postInitError(ErrorReport.initialization(error))
        } catch {
            logger.error("the init error was not delivered", metadata: ["reason": "\(error)"])
        }
    }
}
