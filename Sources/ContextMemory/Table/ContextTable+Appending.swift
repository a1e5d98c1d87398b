internal import AWSServices
internal import Gateway
internal import Logging
internal import SystemSupport
internal import Tables
internal import WireFormats

/// Adding messages, and dropping the oldest behind them.
extension ContextTable {
    /// After so many messages those are removed that are too many. Until then nobody reads them.
    static let trimInterval = 25
    /// More than come meanwhile: a limit that was lowered is reached in time.
    private static let maximumTrimmed = 100

    /// The session's own item is read, and then changed together with the message only if there is none newer: numbers have
    /// no gaps, and follow the order in which messages were stored. Whoever comes second begins again.
    func append(_ message: ContextMessage, to key: ContextKey) async throws(Failure) -> AppendOutcome {
        let (outcome, epoch) = try await untilSettled { () throws(Failure) -> (AppendOutcome, Int)? in
            guard let header = try await liveHeader(key) else { return (.noSession, 0) }
            return try await add(message, to: key, header).map { ($0, header.epoch) }
        }
        if case .appended(let number) = outcome, number.isMultiple(of: Self.trimInterval) {
            do throws(Failure) {
                try await trim(key, epoch: epoch, through: number - limits.maximumMessages)
            } catch {
                // The message is stored. What is too many is removed after the next ones.
                log.warning("Messages over the limit could not be removed", metadata: ["reason": "\(error)"])
            }
        }
        return outcome
    }

    /// - Returns: `nil` when what was read has changed meanwhile.
    private func add(
        _ message: ContextMessage, to key: ContextKey, _ header: ContextHeader
    ) async throws(Failure) -> AppendOutcome? {
        let now = effects.now()
        let number = header.last + 1
        var set = ContextHeader.lifetime(limits.timeToLive, from: now)
        set[ContextAttribute.last] = .int(number)
        set[ContextAttribute.lastUpdated] = .string(message.timestamp.description)
        var known = key.known(message.id, epoch: header.epoch)
        known[ContextAttribute.number] = .int(number)
        // An id whose message has been dropped may come again.
        let isNew = Condition.any([
            .absent(ConversationAttribute.partition),
            .lessOrEqual(ContextAttribute.number, .int(header.last - limits.maximumMessages)),
        ])
        let outcome = try await transact([
            .update(
                table: table, key: key.header, Update(set: set),
                if: .all([
                    ContextHeader.alive(at: now), header.isSameEpoch,
                    .equals(ContextAttribute.last, .int(header.last)),
                ])),
            .put(
                table: table,
                item: StoredContextMessage(message, number: number, epoch: header.epoch).item(in: key)),
            .put(table: table, item: known, if: isNew),
        ])
        switch outcome {
        case .done: return .appended(number: number)
        case .refused(let reasons):
            // A session that changed meanwhile may have dropped the message too.
            guard reasons.count == 3, !reasons[0].isConditionFailed,
                let number = reasons[2].existing?[ContextAttribute.number]?.int
            else { return nil }
            return .repeated(number: number)
        }
    }

    /// Removes messages up to a number, the oldest first, and what knows their numbers.
    private func trim(_ key: ContextKey, epoch: Int, through last: Int) async throws(Failure) {
        guard last > 0 else { return }
        var query = Query(
            table: table, partition: key.partition,
            range: .between(
                .string(ContextKey.messageSort(epoch: epoch, number: 0)),
                .string(ContextKey.messageSort(epoch: epoch, number: last))),
            limit: Self.maximumTrimmed, consistent: true)
        var trimmed = 0
        repeat {
            let page = try await page(query)
            let messages = page.items.compactMap(StoredContextMessage.init)
            guard try await forget(messages, of: key, epoch: epoch, through: last) else { return }
            try await batchWrite(
                table, messages.map { .delete(key: key.message(epoch: epoch, number: $0.number)) })
            trimmed += messages.count
            query.startKey = page.lastKey
        } while query.startKey != nil && trimmed < Self.maximumTrimmed
    }

    /// Removes what knows the numbers of messages. An id that has come again has a newer number by now, and keeps it.
    ///
    /// - Returns: false when one of the ids has come again meanwhile.
    private func forget(
        _ messages: [StoredContextMessage], of key: ContextKey, epoch: Int, through last: Int
    ) async throws(Failure) -> Bool {
        let keys = Set(messages.map { key.known($0.message.id, epoch: epoch) })
        let old = try await batchGet(table, Array(keys)).filter {
            ($0[ContextAttribute.number]?.int ?? 0) <= last
        }
        guard !old.isEmpty else { return true }
        let outcome = try await transact(
            old.map { item in
                let isStillOld = Condition.any([
                    .absent(ConversationAttribute.partition), .lessOrEqual(ContextAttribute.number, .int(last)),
                ])
                return .delete(table: table, key: item.conversationKey, if: isStillOld)
            })
        guard case .done = outcome else { return false }
        return true
    }
}
