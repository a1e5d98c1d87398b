extension TableError {
    /// A transaction that was refused, with a message that says which actions were the cause.
    static func cancelled(_ reasons: [CancellationReason?]) -> TableError {
        let causes = reasons.enumerated().compactMap { position, reason in
            reason.map { "action \(position): \($0.summary)" }
        }
        return TableError(
            .transactionCancelled(reasons), "the transaction was cancelled: \(causes.joined(separator: "; "))")
    }
}

extension TableError.CancellationReason {
    /// Without the item: messages go to logs, items do not.
    var summary: String {
        switch self {
        case .conditionFailed: "its condition failed"
        case .conflict: "another transaction is writing to its item"
        case .itemTooLarge: "its item would be over 400 KB"
        case .throttled: "throttled"
        case .other(let message): message
        }
    }
}
