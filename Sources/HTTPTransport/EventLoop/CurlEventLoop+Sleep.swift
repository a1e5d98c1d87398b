extension CurlEventLoop {
    /// Suspends the task for at least `duration`, by a timer of the loop; milliseconds, rounded up.
    ///
    /// - Throws: `CancellationError` when the task is cancelled, or the loop shut down, before the time is over.
    public func sleep(for duration: Duration) async throws(CancellationError) {
        guard !Task.isCancelled else { throw CancellationError() }
        let (core, sleeper) = (core, Sleeper())
        let deadline = ContinuousClock.now + duration
        let isOver = await withTaskCancellationHandler {
            await withUnsafeContinuation { continuation in
                core.perform { $0.park(sleeper, until: deadline, continuation) }
            }
        } onCancel: {
            core.post { $0.cancel(sleeper) }
        }
        guard isOver else { throw CancellationError() }
    }
}
