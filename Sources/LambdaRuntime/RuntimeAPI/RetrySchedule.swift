/// How long to wait between attempts at the Runtime API. It is on the same machine and serves this process alone, so the
/// delays are short and need no jitter.
struct RetrySchedule: Sendable, Hashable {
    var first: Duration
    /// Attempts in all.
    var attempts: Int

    /// Seven attempts in about three seconds.
    static let polling = RetrySchedule(first: .milliseconds(50), attempts: 7)
    /// Four attempts in about a third of a second: the caller waits.
    static let posting = RetrySchedule(first: .milliseconds(50), attempts: 4)

    /// The delay behind the `failures`-th failure in a row, each twice the one before; `nil` once all attempts are used up.
    func delay(afterFailures failures: Int) -> Duration? {
        guard failures >= 1, failures < attempts else { return nil }
        return first * (1 << min(failures - 1, 20))
    }
}
