internal import AWSServices
internal import Gateway
internal import SystemSupport
internal import Tables
internal import WireFormats

/// Replacing the summary. It is an item of its own: the session's own item is written with every message, and its size is
/// what that costs.
extension ContextTable {
    func updateSummary(
        _ text: String, through: Int?, of key: ContextKey, at time: Timestamp
    ) async throws(Failure) -> SummaryOutcome {
        try await untilSettled { () throws(Failure) -> SummaryOutcome? in
            guard let header = try await liveHeader(key) else { return .noSession }
            let now = effects.now()
            let covered = min(max(0, through ?? header.last), header.last)
            var set = ContextHeader.lifetime(limits.timeToLive, from: now)
            set[ContextAttribute.lastUpdated] = .string(time.description)
            let summary = ContextSummary(text: text, through: covered, updatedAt: time)
            let epoch = AttributeValue.int(header.epoch)
            let outcome = try await transact([
                .update(
                    table: table, key: key.header, Update(set: set),
                    if: .all([ContextHeader.alive(at: now), header.isSameEpoch])),
                .put(
                    table: table, item: StoredContextSummary(summary, epoch: header.epoch).item(in: key),
                    if: .any([
                        .absent(ConversationAttribute.partition), .less(ContextAttribute.epoch, epoch),
                        .all([
                            .equals(ContextAttribute.epoch, epoch),
                            .lessOrEqual(ContextAttribute.through, .int(covered)),
                        ]),
                    ])),
            ])
            switch outcome {
            case .done: return .updated
            case .refused(let reasons):
                guard reasons.count == 2, !reasons[0].isConditionFailed else { return nil }
                return .outdated
            }
        }
    }
}
