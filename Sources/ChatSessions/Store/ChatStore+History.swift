import AWSServices
import Gateway
import SystemSupport
import Tables
import WireFormats

/// Reading the messages of a session.
extension ChatStore {
    /// For this long after a session was made, messages of a deleted one with the same id may still be in the index.
    private static let ghostWindow: Duration = .seconds(600)

    /// All messages, oldest first: every page of the index, and what the index does not show yet.
    func history(of row: SessionRow) async throws(Failure) -> [Message] {
        var messages = try await indexedMessages(of: row)
        if messages.count < row.messageCount, try await repairMessages(of: row) {
            // The original's `update_session` stored messages that no index holds. They have just been given what an index
            // needs; until it shows them, the session's item names them.
            let item = try await get(schema.sessions, [SessionAttribute.id: .string(row.id)])
            messages = try await indexedMessages(of: item.flatMap(SessionRow.init) ?? row)
        }
        return messages.values.sorted(by: Message.precedes)
    }

    private func indexedMessages(of row: SessionRow) async throws(Failure) -> [String: Message] {
        let indexed = try await all(
            Query(
                table: schema.messages, index: ChatSessionsSchema.messagesBySession, partition: .string(row.id)))
        var messages: [String: Message] = [:]
        for message in indexed.compactMap(Message.init) { messages[message.id] = message }

        let unsettled = RecentMessages.ids(in: row.item).filter { messages[$0]?.isPending ?? true }
        for message in try await current(unsettled, in: row.id) { messages[message.id] = message }

        if messages.count > row.messageCount, let created = Timestamp(row.createdAt),
            effects.now() - created < Self.ghostWindow
        {
            messages = [:]
            for message in try await current(indexed.compactMap { Message($0)?.id } + unsettled, in: row.id) {
                messages[message.id] = message
            }
        }
        return messages
    }

    /// Messages as they are now, read from the table itself.
    func current(_ ids: some Collection<String>, in sessionID: String) async throws(Failure) -> [Message] {
        try await batchGet(schema.messages, Set(ids).map { Message.key($0, in: sessionID) }).compactMap(Message.init)
    }
}
