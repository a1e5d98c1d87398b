import AWSServices
import Gateway
import SystemSupport
import Tables
import WireFormats

/// Listing one user's sessions.
extension ChatStore {
    /// Sessions of `user`, newest first: as many as asked for, as long as there are any.
    ///
    /// The index says which, and with one entry more whether there are others; the rows themselves are read consistently, so
    /// a session just deleted is not listed. Two calls, as long as DynamoDB reads so many rows at a time: 100.
    func sessions(
        of user: String, limit: Int, after position: ListPosition?
    ) async throws(Failure) -> ListPage<SessionRow> {
        var rows: [SessionRow] = []
        var query = Query(
            table: schema.sessions, index: ChatSessionsSchema.sessionsByUser, partition: .string(user),
            descending: true, startKey: position.map { startKey($0, user: user) })
        repeat {
            let wanted = limit - rows.count
            query.limit = wanted + 1
            let page = try await self.page(query)
            let entries = page.items.prefix(wanted)
            let ids = entries.compactMap { $0[SessionAttribute.id] }
            var current: [AttributeValue: SessionRow] = [:]
            for item in try await batchGet(schema.sessions, ids.map { [SessionAttribute.id: $0] }) {
                if let row = SessionRow(item), row.owner.hasSameBytes(as: user) { current[.string(row.id)] = row }
            }
            rows += ids.compactMap { current[$0] }
            query.startKey = page.items.count > wanted ? entries.last.map(Self.key(ofEntry:)) : page.lastKey
        } while query.startKey != nil && rows.count < limit
        return ListPage(elements: rows, next: query.startKey == nil ? nil : rows.last?.position)
    }

    private static func key(ofEntry entry: Item) -> Item {
        let names: ExactSet = [SessionAttribute.id, SessionAttribute.userID, SessionAttribute.createdAt]
        return entry.filter { names.contains($0.key) }
    }

    private func startKey(_ position: ListPosition, user: String) -> Item {
        [
            SessionAttribute.id: .string(position.id), SessionAttribute.userID: .string(user),
            SessionAttribute.createdAt: .string(position.createdAt),
        ]
    }
}

extension SessionRow {
    /// Where a list goes on behind this row.
    var position: ListPosition { ListPosition(createdAt: createdAt, id: id) }
}
