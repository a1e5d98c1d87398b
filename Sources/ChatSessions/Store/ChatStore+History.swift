import AWSServices
import Gateway
import SystemSupport
import Tables
import WireFormats

/// Reading the messages of a session.
extension ChatStore {
    /// For this long after a session was made, messages of a deleted one with the same id may still be in the index.
    private static let ghostWindow: Duration = .seconds(600)
    /// Messages read at a time by their ids: some 8 MB at most.
    static let messagesAtOnce = 20

    /// Fills the window with the newest messages before its end: pages of the index, read backwards until the window is
    /// full, and what the index does not show yet.
    func history<Element>(
        of row: SessionRow, filling empty: HistoryWindow<Element>
    ) async throws(Failure) -> HistoryWindow<Element> {
        let window = try await fill(empty, of: row)
        // The predecessor's `update_session` stored messages that no index holds. They are given what an index needs; until
        // it shows them, the session's item names them.
        guard !window.isContinued, window.hasMore || window.count < row.messageCount,
            try await repairMessages(of: row)
        else { return window }
        let item = try await get(schema.sessions, [SessionAttribute.id: .string(row.id)])
        return try await fill(empty, of: item.flatMap(SessionRow.init) ?? row)
    }

    /// All messages, oldest first.
    func history(of row: SessionRow) async throws(Failure) -> [Message] {
        try await history(of: row, filling: HistoryWindow { ($0, 0) }).elements
    }

    private func fill<Element>(
        _ empty: HistoryWindow<Element>, of row: SessionRow
    ) async throws(Failure) -> HistoryWindow<Element> {
        var window = empty
        var query = Query(
            table: schema.messages, index: ChatSessionsSchema.messagesBySession, partition: .string(row.id),
            range: window.endTime.map { .lessOrEqual(.string(TimeRange.end(ofMicrosecond: $0))) }, descending: true)
        var isPast = false
        repeat {
            let page = try await page(query)
            for message in page.items.compactMap(Message.init) {
                window.insert(message)
                isPast = window.isPast(message.time)
            }
            query.startKey = page.lastKey
        } while query.startKey != nil && !isPast

        let recent = RecentMessages.times(in: row.item, at: effects.now())
        try await update(&window, with: window.missing(from: recent), in: row)
        if let created = Timestamp(row.createdAt), effects.now() - created < Self.ghostWindow {
            let isWhole = !window.isContinued && !window.hasMore
            let doubtful = isWhole && window.count > row.messageCount ? window.ids : window.ids(before: created)
            for id in doubtful { window.remove(id) }
            try await update(&window, with: doubtful, in: row)
        }
        return window
    }

    /// Puts messages into the window as they are in the table itself.
    private func update<Element>(
        _ window: inout HistoryWindow<Element>, with ids: [String], in row: SessionRow
    ) async throws(Failure) {
        for some in ids.chunks(of: Self.messagesAtOnce) {
            for message in try await current(some, in: row.id) { window.replace(with: message) }
        }
    }

    /// Messages as they are now, read from the table itself.
    func current(_ ids: some Sequence<String>, in sessionID: String) async throws(Failure) -> [Message] {
        try await batchGet(schema.messages, ExactSet(ids).map { Message.key($0, in: sessionID) }).compactMap(
            Message.init)
    }
}
