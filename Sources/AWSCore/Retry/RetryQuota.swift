import Synchronization

/// The bucket that retries are paid from, shared by all calls to a service: it stops retries when most of them fail.
///
/// Source: AWS SDK retry behaviour "2.1" (botocore `retries/standard.py` with `AWS_NEW_RETRIES_2026`).
final class RetryQuota: Sendable {
    static let capacity = 500
    private let amount = Mutex(RetryQuota.capacity)

    var available: Int { amount.withLock(\.self) }

    /// Takes `cost`, or nothing and answers false when there is not enough.
    func acquire(_ cost: Int) -> Bool {
        amount.withLock { amount in
            guard amount >= cost else { return false }
            amount -= cost
            return true
        }
    }

    /// After a success: what the last retry cost, or 1 when there was none.
    func release(_ cost: Int) {
        amount.withLock { $0 = min(Self.capacity, $0 + cost) }
    }
}
