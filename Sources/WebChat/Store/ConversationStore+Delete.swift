import AWSServices
import Gateway
import SystemSupport
import Tables
import WireFormats

/// Deleting chats, which can be undone for a while, and clearing them, which cannot. Both hide at once what
/// ``removeWhatIsDue(until:)`` removes later.
extension ConversationStore {
    /// Chats that one transaction deletes, beside the owner's counter (DynamoDB: 100 actions).
    static let chatsInTransaction = 99

    /// - Parameter keys: of chats of one owner.
    /// - Returns: for each that names a chat, until when it can be restored. Deleting what is deleted already answers the
    ///   same again.
    func delete(_ keys: Set<ChatKey>) async throws(Failure) -> [ChatKey: Timestamp] {
        var deadlines: [ChatKey: Timestamp] = [:]
        var left = keys
        for _ in 0..<Self.maximumRaces {
            var chats: [Chat] = []
            for chat in try await batchGet(table, left.map(\.header)).compactMap(Chat.init) {
                if let deletedAt = chat.deletedAt {
                    if !chat.isBeingImported { deadlines[chat.key] = deletedAt + Self.grace }
                } else {
                    chats.append(chat)
                }
            }
            left = []
            for start in stride(from: 0, to: chats.count, by: Self.chatsInTransaction) {
                let some = chats[start..<min(chats.count, start + Self.chatsInTransaction)]
                if let deadline = try await delete(some) {
                    for chat in some { deadlines[chat.key] = deadline }
                } else {
                    left.formUnion(some.map(\.key))
                }
            }
            if left.isEmpty { return deadlines.filter { $0.value > effects.now() } }
        }
        throw Self.busy
    }

    /// Deletes chats of one owner as they were read, all or none.
    ///
    /// - Returns: until when they can be restored; `nil` when one of them has changed meanwhile.
    func delete(_ chats: ArraySlice<Chat>) async throws(Failure) -> Timestamp? {
        guard let owner = chats.first?.key.owner else { return nil }
        let time = now()
        var actions = chats.map { chat -> TransactAction in
            .update(
                table: table, key: chat.key.header,
                Update(
                    set: [
                        ChatAttribute.deletedAt: .string(time.description),
                        ConversationAttribute.listPartition: ChatKey.duePartition,
                        ConversationAttribute.listSort: .string((time + Self.grace).description),
                    ], add: [ChatAttribute.version: 1],
                    remove: [ConversationAttribute.textPartition, ConversationAttribute.textSort]),
                if: chat.isUnchanged)
        }
        actions.append(
            recount(messages: -chats.reduce(0) { $0 + $1.messageCount }, chats: -chats.count, of: owner))
        guard case .done = try await transact(actions) else { return nil }
        return time + Self.grace
    }

    /// Takes a deletion back. What is there already stays as it is.
    ///
    /// - Returns: the chat; `nil` when there is none, or its time for this is over.
    func restore(_ key: ChatKey) async throws(Failure) -> Chat? {
        for _ in 0..<Self.maximumRaces {
            guard let chat = try await header(key) else { return nil }
            guard let deletedAt = chat.deletedAt else { return chat }
            guard !chat.isBeingImported, deletedAt + Self.grace > effects.now() else { return nil }
            var set = Chat.titleAttributes(key, chat.name, createdAt: chat.createdAt)
            set[ConversationAttribute.listPartition] = ChatKey.listPartition(of: key.owner)
            set[ConversationAttribute.listSort] = .string(chat.part.sort(chat.lastActivity))
            let outcome = try await transact([
                .update(
                    table: table, key: key.header,
                    Update(set: set, add: [ChatAttribute.version: 1], remove: [ChatAttribute.deletedAt]),
                    if: chat.isUnchanged),
                recount(messages: chat.messageCount, chats: 1, of: key.owner),
            ])
            if case .done = outcome, let restored = try await self.chat(key) { return restored }
        }
        throw Self.busy
    }

    /// Takes all messages away, for people and for the model, and keeps the chat and its name. A message that is under way
    /// is not answered any more.
    ///
    /// - Returns: false when there is no such chat.
    func clear(_ key: ChatKey) async throws(Failure) -> Bool {
        for _ in 0..<Self.maximumRaces {
            guard let chat = try await chat(key) else { return false }
            guard chat.messageCount > 0 else { return true }
            let outcome = try await transact([
                .update(
                    table: table, key: key.header,
                    Update(
                        set: [ChatAttribute.messageCount: 0, ChatAttribute.contextTokens: 0],
                        add: [ChatAttribute.epoch: 1, ChatAttribute.version: 1]),
                    if: chat.isUnchanged),
                .delete(table: table, key: key.summary),
                purge(epoch: chat.epoch, of: key),
                recount(messages: -chat.messageCount, chats: 0, of: key.owner),
            ])
            if case .done = outcome { return true }
        }
        throw Self.busy
    }

    /// Asks for the messages of an epoch to be removed.
    func purge(epoch: Int, of key: ChatKey) -> TransactAction {
        let item: Item = [
            ConversationAttribute.listPartition: ChatKey.duePartition,
            ConversationAttribute.listSort: .string(effects.now().description),
        ]
        return .put(table: table, item: item.merging(key.purge(epoch: epoch)) { $1 })
    }
}
