import HTTPTransport

/// Waits of growing length between repetitions that DynamoDB leaves to its callers: unprocessed items of a batch,
/// conflicts with a transaction. Exponential with full jitter, and never past the invocation's deadline.
struct Backoff: Sendable {
    static let first = Duration.milliseconds(50)
    static let longest = Duration.seconds(5)

    let sleep: @Sendable (Duration) async throws -> Void
    let random: @Sendable () -> UInt64

    /// - Parameter attempt: how many attempts there have been, from 1.
    /// - Returns: false, at once, when the deadline would pass meanwhile, and when the task is cancelled.
    func wait(afterAttempt attempt: Int) async -> Bool {
        let longest = min(Self.first * (1 << min(max(attempt, 1) - 1, 16)), Self.longest)
        let delay = longest * (Double(random() >> 11) / Double(1 << 53))
        if let deadline = InvocationScope.deadline, ContinuousClock.now + delay >= deadline { return false }
        do {
            try await sleep(delay)
            return true
        } catch {
            return false
        }
    }
}
