import AWSServices
import Gateway
import SystemSupport
import Tables
import WireFormats

/// Removing for good what was cleared or deleted.
extension ConversationStore {
    /// A deleted chat is removed that much later than it can be restored: clocks of two machines differ.
    private static let margin: Duration = .seconds(60)

    /// Removes what is due.
    ///
    /// - Parameter isOutOfTime: asked before each page.
    /// - Returns: how many deleted chats and cleared conversations are gone.
    func removeWhatIsDue(until isOutOfTime: () -> Bool) async throws(Failure) -> Int {
        try await removeWhatIsDue(in: ChatKey.duePartition, of: schema) { row throws(Failure) in
            try await remove(row, isOutOfTime)
        }
    }

    /// - Parameter row: keys of a deleted chat, or of a ``ChatKey/purge(epoch:)``.
    private func remove(_ row: Item, _ isOutOfTime: () -> Bool) async throws(Failure) -> Removal {
        guard let key = ChatKey(row), let sort = row[ConversationAttribute.sort]?.string else { return .notDue }
        if let purge = sort.removingBytePrefix(ChatKey.purgePrefix) {
            guard let epoch = Int(purge) else { return .notDue }
            guard try await removeMessages(of: key, through: epoch, isOutOfTime) else { return .outOfTime }
            try await delete(table, key.purge(epoch: epoch))
            return .removed
        }
        // The index lags: the chat may have been restored or begun anew, or be gone.
        guard let chat = try await header(key), let deletedAt = chat.deletedAt,
            deletedAt + Self.grace + Self.margin <= effects.now()
        else { return .notDue }
        guard try await removeMessages(of: key, through: chat.epoch, isOutOfTime) else { return .outOfTime }
        try await delete(table, key.summary, if: .lessOrEqual(SummaryAttribute.epoch, .int(chat.epoch)))
        try await delete(table, key.header, if: chat.isUnchanged)
        return .removed
    }

    /// Removes the messages of an epoch and all before it, with what points to them.
    ///
    /// - Returns: false when time was up before the end.
    private func removeMessages(
        of key: ChatKey, through epoch: Int, _ isOutOfTime: () -> Bool
    ) async throws(Failure) -> Bool {
        let query = Query(
            table: table, partition: key.partition,
            range: .between(.string(TurnID.prefix(ofEpoch: 0)), .string("\(TurnID.prefix(ofEpoch: epoch))~")),
            consistent: true)
        return try await removePages(of: query, until: isOutOfTime) { items throws(Failure) in
            let messages = items.compactMap(ChatMessage.init)
            // Pointers first: without its prompt nothing leads to one any more. One that stands for another turn by now
            // belongs to a chat that was imported in place of this one.
            var turns: [Item: TurnID] = [:]
            for prompt in messages where prompt.sender == .human { turns[key.pointer(prompt.id)] = prompt.turn }
            let pointers = try await batchGet(table, Array(turns.keys)).compactMap { item -> BatchWrite? in
                guard let turn = turns[item.conversationKey], PromptPointer(item)?.turn == turn else { return nil }
                return .delete(key: item.conversationKey)
            }
            try await batchWrite(table, pointers + messages.map { .delete(key: key.message($0.sort)) })
        }
    }
}
