import HTTPTransport

/// One run of the handler, bounded by the invocation's deadline.
///
/// The handler's task is cancelled shortly before the deadline; half of that lead later its outcome is settled without it,
/// so that a handler that ignores the cancellation can neither hold up the answer nor send one of its own later on.
struct HandlerExecution: Sendable {
    enum Outcome: Sendable {
        case response(LambdaResponse)
        case failure(any Error)
        /// Cancelled shortly before the deadline, with what the handler threw then.
        case cancelled(any Error)
        /// Cancelled, and still running.
        case abandoned
    }

    /// How long before the deadline the handler is cancelled.
    let lead: Duration
    let executor: (any TaskExecutor)?
    let sleep: @Sendable (Duration) async throws -> Void

    /// Runs the handler. Cancelling the current task does not reach it: an invocation in hand is finished.
    func run(_ handler: any LambdaHandler, event: [UInt8], context: LambdaContext) async -> Outcome {
        let settlement = Settlement<Outcome>()
        let task = Task(executorPreference: executor) {
            settlement.settle(await Self.outcome(of: handler, event: event, context: context))
        }
        let watchdog = Task(executorPreference: executor) {
            do {
                try await sleep(max(.zero, context.deadlineInstant - lead - .now))
                task.cancel()
                try await sleep(lead / 2)
                settlement.settle(.abandoned)
            } catch {
                // The watchdog itself was cancelled: the handler has ended.
            }
        }
        let outcome = await settlement.value()
        watchdog.cancel()
        return outcome
    }

    private static func outcome(of handler: any LambdaHandler, event: [UInt8], context: LambdaContext) async -> Outcome
    {
        do {
            return .response(try await handler.handle(event, context: context))
        } catch {
            return Task.isCancelled ? .cancelled(error) : .failure(error)
        }
    }
}
