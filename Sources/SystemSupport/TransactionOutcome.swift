public import Tables
import WireFormats

/// What became of a transaction.
public enum TransactionOutcome: Sendable {
    case done
    /// A condition did not hold: for each action, in order, why it was refused, or `nil`.
    case refused([TableError.CancellationReason?])
}
