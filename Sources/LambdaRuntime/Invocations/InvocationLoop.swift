import HTTPTransport
import Logging
import Synchronization
import WireFormats

/// Fetches invocations, has the handler answer them and posts the answers: as many at once as Lambda asks for.
///
/// What goes wrong with one invocation stays with it. The loop ends when it is told to, or when `/next` has failed through
/// all attempts.
final class InvocationLoop: Sendable {
    /// What the loop takes from its surroundings.
    struct Surroundings: Sendable {
        var sleep: @Sendable (Duration) async throws -> Void
        /// The wall clock.
        var clock: @Sendable () -> Timestamp
        /// Sets `_X_AMZN_TRACE_ID`, or removes it.
        var exportTrace: @Sendable (String?) -> Void
        var executor: (any TaskExecutor)?
    }

    private let client: RuntimeAPIClient
    private let handler: any LambdaHandler
    private let environment: RuntimeEnvironment
    private let execution: HandlerExecution
    private let surroundings: Surroundings
    private let logger: Logger
    private let meter: InvocationMeter?
    private let functionMetadata: Logger.Metadata
    private let hasServed = Atomic(false)

    init(
        client: RuntimeAPIClient, handler: any LambdaHandler, environment: RuntimeEnvironment,
        cancellationLead: Duration, surroundings: Surroundings, logger: Logger, meter: InvocationMeter? = nil
    ) {
        self.client = client
        self.handler = handler
        self.environment = environment
        self.surroundings = surroundings
        self.logger = logger
        self.meter = meter
        functionMetadata = InvocationMetadata.metadata(of: environment.function)
        execution = HandlerExecution(
            lead: cancellationLead, executor: surroundings.executor, sleep: surroundings.sleep)
    }

    private enum Ending: Sendable {
        case stopRequested
        case noMoreStopRequests
        case poller(RuntimeError?)
    }

    /// Runs until the first element of `stop`; the invocations in hand are finished then.
    ///
    /// - Throws: ``RuntimeError/Code/runtimeAPI`` when the Runtime API stays out of reach.
    func run(until stop: AsyncStream<Int32>) async throws(RuntimeError) {
        let failure = await withTaskGroup(of: Ending.self, returning: RuntimeError?.self) { group in
            group.addTask {
                for await _ in stop { return .stopRequested }
                return .noMoreStopRequests
            }
            for _ in 0..<environment.maximumConcurrency {
                group.addTask { .poller(await self.poll()) }
            }
            var failure: RuntimeError?
            var pollers = environment.maximumConcurrency
            while pollers > 0, let ending = await group.next() {
                switch ending {
                case .noMoreStopRequests: continue
                case .stopRequested: logger.debug("told to stop: the invocations in hand are finished")
                case .poller(let error):
                    pollers -= 1
                    failure = failure ?? error
                }
                group.cancelAll()
            }
            return failure
        }
        if let failure { throw failure }
    }

    /// One invocation after the other, until the task is cancelled (`nil`) or the Runtime API is given up.
    private func poll() async -> RuntimeError? {
        var failures = 0
        while !Task.isCancelled {
            do throws(RuntimeAPIError) {
                try await serveNext()
                failures = 0
            } catch {
                if error.isCancellation || Task.isCancelled { return nil }
                failures += 1
                guard error.isWorthPollingAgain, let delay = RetrySchedule.polling.delay(afterFailures: failures) else {
                    return RuntimeError(
                        .runtimeAPI, "no invocation after \(failures) attempts: \(error)", underlying: error)
                }
                logger.warning("no invocation, trying again", metadata: ["reason": "\(error)"])
                await pause(delay)
            }
        }
        return nil
    }

    private func serveNext() async throws(RuntimeAPIError) {
        let response = try await client.next()
        do throws(Invocation.ParseError) {
            let invocation = try Invocation(response)
            await finishing { await self.serve(invocation) }
        } catch {
            switch error {
            case .noRequestID:
                throw RuntimeAPIError(.invalidResponse, "Runtime API, next: Lambda-Runtime-Aws-Request-Id is missing")
            case .malformed(let address, let reason):
                await finishing { await self.refuse(address, .malformedInvocation(reason)) }
                throw RuntimeAPIError(.invalidResponse, "Runtime API, next: \(reason)")
            case .invalidContext(let address, let reason):
                await finishing { await self.refuse(address, .invalidContext(reason)) }
            }
        }
    }

    /// Does `work` in a task of its own, which being told to stop does not cancel.
    private func finishing(_ work: @escaping @Sendable () async -> Void) async {
        await Task(executorPreference: surroundings.executor) { await work() }.value
    }

    private func pause(_ delay: Duration) async {
        do {
            try await surroundings.sleep(delay)
        } catch {
            // Cancelled: whoever asked to wait looks at the task before going on.
        }
    }
}

extension InvocationLoop {
    private func serve(_ invocation: Invocation) async {
        let begin = ContinuousClock.now
        let context = context(of: invocation)
        let metrics = meter.map { _ in InvocationMetrics() }
        if environment.maximumConcurrency == 1 { surroundings.exportTrace(invocation.traceID) }
        let outcome = await InvocationScope.$deadline.withValue(context.deadlineInstant) {
            await InvocationScope.$traceID.withValue(invocation.traceID) {
                await InvocationScope.$metrics.withValue(metrics) {
                    await InvocationMetadata.$current.withValue(context.logger.handler.metadata) {
                        await execution.run(handler, event: invocation.event, context: context)
                    }
                }
            }
        }
        let latency = ContinuousClock.now - begin
        let isAnswered = await settle(outcome, of: invocation, context.logger)
        guard let meter, let metrics else { return }
        meter.write(
            MeasuredInvocation(
                requestID: invocation.requestID, traceID: invocation.traceID, time: surroundings.clock(),
                latency: latency, hasFailed: !isAnswered, summary: metrics.summary))
    }

    /// Posts what came of an invocation.
    ///
    /// - Returns: whether Lambda has taken a response; an error is none.
    private func settle(
        _ outcome: HandlerExecution.Outcome, of invocation: Invocation, _ logger: Logger
    ) async -> Bool {
        switch outcome {
        case .response(let response) where response.body.count > LambdaResponse.maximumSize:
            let failure = InvocationFailure.responseTooLarge(size: response.body.count)
            await fail(invocation.address, failure, logger)
        case .response(let response) where !HTTPHeaders([("Content-Type", response.contentType)]).isWellFormed:
            await fail(invocation.address, InvocationFailure.invalidContentType, logger)
        case .response(let response):
            return await post("the response", logger) { [client] () async throws(RuntimeAPIError) in
                try await client.post(response, to: invocation.address)
            }
        case .failure(let error):
            await fail(invocation.address, error, logger)
        case .cancelled(let error):
            let reason = error is CancellationError ? nil : ErrorReport(error).errorMessage
            await fail(invocation.address, InvocationFailure.deadlineExceeded(reason: reason), logger)
        case .abandoned:
            await fail(invocation.address, InvocationFailure.handlerAbandoned, logger)
        }
        return false
    }

    private func context(of invocation: Invocation) -> LambdaContext {
        let isColdStart = !hasServed.exchange(true, ordering: .relaxed)
        var logger = logger
        logger.handler.metadata.merge(
            InvocationMetadata.metadata(of: invocation, isColdStart: isColdStart, base: functionMetadata)
        ) { $1 }
        return LambdaContext(
            requestID: invocation.requestID, invokedFunctionARN: invocation.invokedFunctionARN,
            traceID: invocation.traceID, deadline: invocation.deadline,
            deadlineInstant: .now + (invocation.deadline - surroundings.clock()),
            clientContext: invocation.clientContext, cognitoIdentity: invocation.cognitoIdentity,
            tenantID: invocation.tenantID, invocationID: invocation.invocationID, function: environment.function,
            isColdStart: isColdStart, logger: logger)
    }

    /// Fails an invocation that no handler gets to see.
    private func refuse(_ address: Invocation.Address, _ failure: InvocationFailure) async {
        await fail(address, failure, logger)
        meter?.write(
            MeasuredInvocation(
                requestID: address.requestID, time: surroundings.clock(), latency: .zero, hasFailed: true,
                summary: InvocationMetrics.Summary()))
    }

    /// Logs the error in one line and reports it to Lambda, once.
    private func fail(_ address: Invocation.Address, _ error: any Error, _ logger: Logger) async {
        let report = ErrorReport(error)
        logger.error(
            "invocation failed",
            metadata: [
                "function_request_id": .string(address.requestID), "error_type": .string(report.errorType),
                "error_message": .string(report.errorMessage),
            ])
        await post("the error report", logger) { [client] () async throws(RuntimeAPIError) in
            try await client.post(report, to: address)
        }
    }

    /// Posts an answer, again where that is safe. When Lambda refuses it (a wrong state, too late, too large) it has
    /// already settled the invocation, so nothing further is sent about it.
    ///
    /// - Returns: whether it was taken.
    @discardableResult
    private func post(
        _ what: String, _ logger: Logger, _ attempt: () async throws(RuntimeAPIError) -> Void
    ) async -> Bool {
        var failures = 0
        while true {
            do throws(RuntimeAPIError) {
                try await attempt()
                return true
            } catch {
                failures += 1
                guard error.isSafeToPostAgain, let delay = RetrySchedule.posting.delay(afterFailures: failures) else {
                    logger.error("\(what) was not delivered", metadata: ["reason": "\(error)"])
                    return false
                }
                logger.warning("\(what) was not delivered, trying again", metadata: ["reason": "\(error)"])
                await pause(delay)
            }
        }
    }
}
