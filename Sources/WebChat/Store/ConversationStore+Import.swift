import AWSServices
import Gateway
import SystemSupport
import Tables
import WireFormats

/// Storing a chat with all its messages.
///
/// The chat is put there as one that is deleted, then its messages, and then it is made to be there, with the owner's totals.
/// Nobody sees half of it; when the import is cut off, a repeat begins it anew, and a sweep removes what is left.
extension ConversationStore {
    /// - Returns: the chat; `nil` when there is one with its id already, which stays as it is.
    func add(_ imported: ImportedChat, of owner: String) async throws(Failure) -> Chat? {
        let key = ChatKey(owner: owner, id: imported.id)
        for _ in 0..<Self.maximumRaces {
            let previous = try await header(key)
            guard previous?.isDeleted ?? true else { return nil }
            let time = now()
            let epoch = (previous?.epoch ?? 0) + 1
            var final = imported.header(key, epoch: epoch)
            final[ChatAttribute.version] = .int((previous?.version ?? 0) + 1)
            guard let chat = Chat(final) else { throw Failure(.internal, "The chat has no key") }
            var actions: [TransactAction] = [
                .put(
                    table: table, item: Self.unfinished(final, at: time),
                    if: previous?.isUnchanged ?? .absent(ConversationAttribute.partition))
            ]
            if let previous { actions.append(purge(epoch: previous.epoch, of: key)) }
            guard case .done = try await transact(actions) else { continue }
            let messages = imported.chatMessages(epoch: epoch, before: time)
            let pointers = messages.filter { $0.sender == .human }.map { prompt in
                let digest = NewPrompt(id: prompt.id, text: prompt.content).digest
                return PromptPointer(turn: prompt.turn, request: digest).item(prompt.id, in: key)
            }
            try await batchWrite(table, (messages.map { $0.item(in: key) } + pointers).map(BatchWrite.put))
            final[ChatAttribute.version] = .int(chat.version + 1)
            // The days count what was said here on a day, so an import changes the totals alone.
            let outcome = try await transact([
                .put(table: table, item: final, if: chat.isUnchanged),
                recount(messages: messages.count, chats: 1, of: owner),
            ])
            if case .done = outcome { return Chat(final) }
        }
        throw Self.busy
    }

    /// The chat while its messages are written.
    private static func unfinished(_ item: Item, at time: Timestamp) -> Item {
        var item = item
        item[ChatAttribute.isBeingImported] = true
        item[ChatAttribute.deletedAt] = .string(time.description)
        item[ConversationAttribute.listPartition] = ChatKey.duePartition
        item[ConversationAttribute.listSort] = .string((time + grace).description)
        item[ConversationAttribute.textPartition] = nil
        item[ConversationAttribute.textSort] = nil
        return item
    }
}
