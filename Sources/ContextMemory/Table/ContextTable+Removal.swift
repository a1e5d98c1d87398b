internal import AWSServices
internal import Gateway
internal import SystemSupport
internal import Tables
internal import WireFormats

/// Removing for good what was deleted or has expired: page by page, and whatever interrupts it, the next sweep goes on.
extension ContextTable {
    private static let pageSize = 100

    /// - Parameter isOutOfTime: asked before each page.
    /// - Returns: how many sessions are gone.
    func removeWhatIsDue(until isOutOfTime: () -> Bool) async throws(Failure) -> Int {
        var removed = 0
        var query = Query(
            table: table, index: ConversationsSchema.lists, partition: ContextKey.duePartition,
            range: .lessOrEqual(.string(effects.now().description)), limit: Self.pageSize)
        repeat {
            let page = try await page(query)
            for row in page.items {
                switch try await remove(row, isOutOfTime) {
                case .removed: removed += 1
                case .notDue: break
                case .outOfTime: return removed
                }
            }
            query.startKey = page.lastKey
        } while query.startKey != nil
        return removed
    }

    private enum Removal { case removed, notDue, outOfTime }

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
            var query = Query(
                table: table, partition: key.partition, range: .beginsWith(prefix), limit: Self.pageSize,
                consistent: true)
            repeat {
                if isOutOfTime() { return false }
                let page = try await page(query)
                try await batchWrite(
                    table,
                    page.items.map { item in
                        .delete(
                            key: item.filter {
                                [ConversationAttribute.partition, ConversationAttribute.sort].contains($0.key)
                            })
                    })
                query.startKey = page.lastKey
            } while query.startKey != nil
        }
        try await delete(table, key.summary, if: .lessOrEqual(ContextAttribute.epoch, .int(epoch)))
        return true
    }
}
