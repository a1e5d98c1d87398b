import AWSServices
import Gateway
import HTTPTransport
import SystemSupport
import Tables
import WireFormats

/// Items of the original, given once what it did not write: `created_at` of messages that its `update_session` left
/// invisible, and the month, the count of feedback and the reviews of sessions.
///
/// It goes through both tables once in the life of a deployment, in slices that are bounded and that any call may do next;
/// how far it has come is an item in the reviews table. Until it is complete, listings fall back to a scan.
extension ChatStore {
    /// Pages that one listing may go through.
    static let pagesForAList = 40
    /// Pages that reading or deleting one of the original's sessions may go through.
    private static let pagesForASession = 8
    /// Sessions to a page: each takes two queries and an update.
    private static let sessionsPerPage = 100
    /// Reviews noted by one update. Each takes up to 37 bytes of its expression, which may have 4,096.
    private static let reviewsPerUpdate = 100
    /// Rows looked into at the same time.
    private static let parallelism = 16

    /// The state, after going on with the work if it is not complete.
    func upgradeState(advancing pages: Int) async throws(Failure) -> UpgradeState {
        if let finished = upgradeProgress.state { return finished }
        var state = try await get(schema.reviews, UpgradeState.key).map(UpgradeState.init) ?? UpgradeState()
        if state.phase != .complete { _ = try await advance(&state, pages: pages) }
        if state.phase == .complete, !state.hasMonthIndex, try await findsMonthIndex() {
            state.hasMonthIndex = true
            try await store(state)
        }
        upgradeProgress.remember(state)
        return state
    }

    /// Goes on with the search for messages that no index holds, if the original wrote the session: only there can some be.
    ///
    /// Flags on the row say nothing about that: they may be set while the search is still going on.
    ///
    /// - Returns: whether any was repaired, of whatever session.
    func repairMessages(of row: SessionRow) async throws(Failure) -> Bool {
        guard row.firstMessageID == nil, upgradeProgress.state == nil else { return false }
        var state = try await get(schema.reviews, UpgradeState.key).map(UpgradeState.init) ?? UpgradeState()
        guard state.phase == .messages else { return false }
        return try await advance(&state, pages: Self.pagesForASession)
    }

    /// - Returns: whether a message was repaired.
    private func advance(_ state: inout UpgradeState, pages: Int) async throws(Failure) -> Bool {
        var repaired = false
        var pages = pages
        work: while state.phase != .complete, pages > 0, hasTime {
            pages -= 1
            switch state.phase {
            case .messages:
                let page = try await page(
                    Scan(
                        table: schema.messages,
                        filter: .all([.absent(MessageAttribute.createdAt), .exists(MessageAttribute.sentAt)]),
                        startKey: state.position))
                for message in page.items.compactMap(Message.init) {
                    // The next call scans this page again, and no longer meets what has been repaired.
                    guard hasTime else { break work }
                    if try await repair(message) { repaired = true }
                }
                state.position = page.lastKey
                if page.lastKey == nil { state.phase = .sessions }
            case .sessions:
                let page = try await page(
                    Scan(table: schema.sessions, limit: Self.sessionsPerPage, startKey: state.position))
                let rows = page.items.compactMap(SessionRow.init)
                _ = try await withFlags(rows)
                for month in rows.compactMap({ SessionRow.month(of: $0.createdAt) }) {
                    state.oldestMonth = min(state.oldestMonth, month)
                }
                state.position = page.lastKey
                if page.lastKey == nil { state.phase = .complete }
            case .complete:
                break
            }
        }
        if state.phase == .complete {
            state.oldestMonth = min(state.oldestMonth, String(effects.now().description.prefix(7)))
        }
        try await store(state)
        return repaired
    }

    private func store(_ state: UpgradeState) async throws(Failure) {
        try await put(schema.reviews, state.item, if: state.mayReplace)
    }

    /// Gives the message its `created_at` and notes it as recent on its session, since the index will not show it at once;
    /// deletes it where its session is gone or going.
    ///
    /// - Returns: whether it belongs to a session.
    private func repair(_ message: Message) async throws(Failure) -> Bool {
        let sentAt = message.createdAt
        // No index could hold it under an empty time.
        guard !sentAt.isEmpty else { return false }
        let now = effects.now()
        let outcome = try await transact([
            .update(
                table: schema.sessions, key: [SessionAttribute.id: .string(message.sessionID)],
                Update(add: [
                    RecentMessages.attribute(at: now): RecentMessages.note(
                        of: message.id, created: message.time, at: now)
                ]),
                // A session of ours made after the message has the id of a deleted one, and may be somebody else's.
                if: .all([
                    .exists(SessionAttribute.id), .absent(SessionAttribute.deletedAt),
                    .any([
                        .absent(SessionAttribute.firstMessageID),
                        .lessOrEqual(SessionAttribute.createdAt, .string(sentAt)),
                    ]),
                ])),
            .update(
                table: schema.messages, key: message.key, Update(set: [MessageAttribute.createdAt: .string(sentAt)]),
                if: .all([.absent(MessageAttribute.createdAt), .equals(MessageAttribute.sentAt, .string(sentAt))])),
        ])
        // Refused because of the message alone, it has just been repaired by another call.
        guard case .refused(let reasons) = outcome, reasons[safe: 0].isConditionFailed else { return true }
        let leftovers = try await current([message.id], in: message.sessionID)
        try await delete(leftovers.filter { $0.item[MessageAttribute.createdAt] == nil })
        return false
    }

    /// False also while the index is being built: DynamoDB refuses to read from it until then.
    private func findsMonthIndex() async throws(Failure) -> Bool {
        let probe = Query(
            table: schema.sessions, index: ChatSessionsSchema.sessionsByMonth, partition: "0000-00", limit: 1)
        do throws(TableError) {
            _ = try await tables.query(probe)
            return true
        } catch {
            guard error.code == .notFound || error.code == .invalid else { throw failure(error) }
            return false
        }
    }

    private var hasTime: Bool {
        InvocationScope.deadline.map { $0 - ContinuousClock.now > .seconds(3) } ?? true
    }

    // MARK: - One session

    /// The rows with their flags, looked up where nobody has yet; rows that vanished meanwhile are left out.
    func withFlags(_ rows: [SessionRow]) async throws(Failure) -> [SessionRow] {
        guard rows.contains(where: { !$0.hasFlags }) else { return rows }
        var looked: [SessionRow] = []
        var rest = rows[...]
        while !rest.isEmpty {
            let batch = rest.prefix(Self.parallelism)
            rest = rest.dropFirst(Self.parallelism)
            let results = await withTaskGroup(of: (Int, Result<SessionRow?, Failure>).self) { group in
                for (position, row) in batch.enumerated() {
                    group.addTask {
                        do throws(Failure) {
                            return (position, .success(try await withFlags(row)))
                        } catch {
                            return (position, .failure(error))
                        }
                    }
                }
                var results: [(Int, Result<SessionRow?, Failure>)] = []
                for await result in group { results.append(result) }
                return results.sorted { $0.0 < $1.0 }
            }
            for (_, result) in results {
                if let row = try result.get() { looked.append(row) }
            }
        }
        return looked
    }

    /// The row with its month, its count of feedback and its reviews, written back if they were not there; `nil` when it
    /// has vanished meanwhile.
    func withFlags(_ row: SessionRow) async throws(Failure) -> SessionRow? {
        guard !row.hasFlags else { return row }
        let rated = try await all(
            Query(
                table: schema.messages, index: ChatSessionsSchema.messagesBySession, partition: .string(row.id),
                filter: .exists(MessageAttribute.feedbackType))
        ).compactMap(Message.init)
        try await batchWrite(schema.messages, rated.map { .put(FeedbackPointer(to: $0).item) })

        // The original stored a review each time; the latest of a reviewer counts.
        var reviews: Item = [:]
        for review in try await indexedReviews(of: row.id).sorted(by: { $0.reviewedAt.precedesInBytes($1.reviewedAt) })
        where !review.reviewer.isEmpty {
            reviews[SessionAttribute.review(by: review.reviewer)] = .string(review.id)
        }
        var rest = reviews.inOrder.map { ($0.key, $0.value) }[...]
        while rest.count > Self.reviewsPerUpdate {
            guard try await flag(row, Update(setIfAbsent: Item(rest.prefix(Self.reviewsPerUpdate)))) != nil else {
                return nil
            }
            rest = rest.dropFirst(Self.reviewsPerUpdate)
        }
        // The count comes last: a row has its flags when it has the count, so what is interrupted before is begun anew.
        var flags = Update(setIfAbsent: Item(rest))
        flags.setIfAbsent[SessionAttribute.feedbackCount] = .int(rated.count)
        if let month = SessionRow.month(of: row.createdAt) {
            flags.setIfAbsent[SessionAttribute.month] = .string(month)
        }
        return try await flag(row, flags).flatMap(SessionRow.init)
    }

    /// - Returns: `nil` when the session has vanished meanwhile.
    private func flag(_ row: SessionRow, _ flags: Update) async throws(Failure) -> Item? {
        try await update(
            schema.sessions, [SessionAttribute.id: .string(row.id)], flags,
            if: .equals(SessionAttribute.userID, .string(row.owner)))
    }
}
