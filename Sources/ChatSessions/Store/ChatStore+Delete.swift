import AWSServices
import Gateway
import SystemSupport
import Tables
import WireFormats

/// Deleting a session with its messages and reviews.
extension ChatStore {
    /// How often the index is read again for messages that must be there but do not show yet.
    private static let patientPasses = 8
    /// After this long nothing written before can still be missing from an index.
    private static let settledAfter: Duration = .seconds(600)

    /// Marks the session as deleted, which hides it and stops appends, then removes messages and reviews page by page
    /// until nothing is left, then the session. What was interrupted is finished by the next call.
    ///
    /// A session that is not there, or not there for `identity`, stays as it is without complaint.
    func delete(session id: String, as identity: Authorization.Identity) async throws(Failure) {
        let key: Item = [SessionAttribute.id: .string(id)]
        guard let item = try await get(schema.sessions, key),
            let owner = item[SessionAttribute.userID]?.string ?? item[SessionAttribute.deletedUserID]?.string,
            identity.mayAccess(objectOf: owner)
        else { return }
        if let row = SessionRow(item) { _ = try await repairMessages(of: row) }
        let mark = Update(
            set: [SessionAttribute.deletedUserID: .string(owner)],
            setIfAbsent: [SessionAttribute.deletedAt: .string(now().description)],
            remove: [SessionAttribute.userID, SessionAttribute.month])
        guard
            let marked = try await update(
                schema.sessions, key, mark,
                if: .any([
                    .equals(SessionAttribute.userID, .string(owner)),
                    .equals(SessionAttribute.deletedUserID, .string(owner)),
                ]))
        else { return }
        try await deleteMessages(of: id, marked)
        try await deleteReviews(of: id, marked)
        try await delete(schema.sessions, key, if: .exists(SessionAttribute.deletedAt))
    }

    private func deleteMessages(of id: String, _ marked: Item) async throws(Failure) {
        let noted = Array(RecentMessages.times(in: marked).keys)
        for some in noted.chunks(of: Self.messagesAtOnce) { try await delete(try await current(some, in: id)) }
        var removed = ExactSet(noted)
        let count = marked[SessionAttribute.messageCount]?.int ?? 0
        let updated = marked[SessionAttribute.updatedAt]?.string.flatMap { Timestamp($0) }
        let mayLag = updated.map { effects.now() - $0 < Self.settledAfter } ?? false
        // Feedback leaves `updated_at` as it is, but counts on the row: the index may not show the latest of it.
        let mayHideFeedback = mayLag || marked[SessionAttribute.feedbackCount]?.int != 0
        var patience = mayLag ? Self.patientPasses : 0
        while true {
            var query = Query(
                table: schema.messages, index: ChatSessionsSchema.messagesBySession, partition: .string(id))
            var found = false
            repeat {
                let page = try await page(query)
                let messages = page.items.compactMap(Message.init).filter { !removed.contains($0.id) }
                try await delete(mayHideFeedback ? try await current(messages.map(\.id), in: id) : messages)
                removed.formUnion(messages.map(\.id))
                found = found || !messages.isEmpty
                query.startKey = page.lastKey
            } while query.startKey != nil
            if found { continue }
            guard removed.count < count, patience > 0 else { return }
            do { try await sleep(pause(beforeAttempt: Self.patientPasses - patience) + .milliseconds(20)) } catch {
                throw Self.busy
            }
            patience -= 1
        }
    }

    /// Removes messages and what the feedback ledger says of them.
    func delete(_ messages: [Message]) async throws(Failure) {
        var writes: [BatchWrite] = []
        for message in messages {
            writes.append(.delete(key: message.key))
            if message.hasFeedback { writes.append(.delete(key: FeedbackPointer(to: message).key)) }
        }
        try await batchWrite(schema.messages, writes)
    }

    private func deleteReviews(of id: String, _ marked: Item) async throws(Failure) {
        var ids = ExactSet(
            marked.filter { $0.key.hasBytePrefix(SessionAttribute.reviewPrefix) }.compactMap { $0.value.string })
        ids.formUnion(try await indexedReviews(of: id).map(\.id))
        try await batchWrite(schema.reviews, ids.map { .delete(key: [ReviewAttribute.id: .string($0)]) })
    }
}
