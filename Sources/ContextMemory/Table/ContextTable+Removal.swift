internal import AWSServices
internal import Gateway
internal import SystemSupport
internal import Tables
internal import WireFormats

/// Removing for good what was deleted or has expired.
extension ContextTable {
    /// - Parameter isOutOfTime: asked before each page.
    /// - Returns: how many sessions are gone.
    func removeWhatIsDue(until isOutOfTime: () -> Bool) async throws(Failure) -> Int {
        try await removeWhatIsDue(in: ContextKey.duePartition, of: schema) { row throws(Failure) in
            try await remove(row, isOutOfTime)
        }
    }

    /// - Parameter row: keys of a session, or of an epoch: ``ContextKey/due(epoch:)``.
    private func remove(_ row: Item, _ isOutOfTime: () -> Bool) async throws(Failure) -> Removal {
        guard let key = ContextKey(row), let sort = row[ConversationAttribute.sort]?.string else { return .notDue }
        if let epoch = ContextKey.epoch(due: sort) {
            guard try await removeContents(of: key, epoch: epoch, isOutOfTime) else { return .outOfTime }
            try await delete(table, key.due(epoch: epoch))
            return .removed
        }
        // The index lags: the session may have been written to or created anew, or be gone.
        guard let header = try await header(key), try await bury(key, header) else { return .notDue }
        guard try await removeContents(of: key, epoch: header.epoch, isOutOfTime) else { return .outOfTime }
        try await delete(table, key.header, if: .all([header.isSameEpoch, .exists(ContextAttribute.deletedAt)]))
        return .removed
    }

    /// Deletes a session that has expired, so that nobody whose clock is behind writes to it while it is removed.
    ///
    /// - Returns: whether the session is deleted.
    private func bury(_ key: ContextKey, _ header: ContextHeader) async throws(Failure) -> Bool {
        if header.isDeleted { return true }
        let now = effects.now()
        guard !header.isAlive(at: now) else { return false }
        let buried = try await update(
            table, key.header, Update(set: [ContextAttribute.deletedAt: .string(now.description)]),
            if: .all([header.isSameEpoch, ContextHeader.dead(at: now)]))
        return buried != nil
    }

    /// Removes the messages of an epoch, what knows their numbers, and the summary.
    ///
    /// - Returns: false when time was up before the end.
    private func removeContents(
        of key: ContextKey, epoch: Int, _ isOutOfTime: () -> Bool
    ) async throws(Failure) -> Bool {
        for prefix in [ContextKey.messages(ofEpoch: epoch), ContextKey.known(ofEpoch: epoch)] {
            let query = Query(table: table, partition: key.partition, range: .beginsWith(prefix), consistent: true)
            let isDone = try await removePages(of: query, until: isOutOfTime) { items throws(Failure) in
                try await batchWrite(table, items.map { .delete(key: $0.conversationKey) })
            }
            guard isDone else { return false }
        }
        try await delete(table, key.summary, if: .lessOrEqual(ContextAttribute.epoch, .int(epoch)))
        return true
    }
}
