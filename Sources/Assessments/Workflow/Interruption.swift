/// Why a worker stops before the agent is done.
enum Interruption: Error, Sendable, Hashable {
    /// Cancelled, or another worker has the run: nothing more may be written.
    case lost
    /// The invocation's time is nearly up.
    case outOfTime
    case failed(RunFailure)
}
