import AWSServices
import Gateway
import SystemSupport
import Tables
import WireFormats

/// Renaming, pinning and archiving.
extension ConversationStore {
    struct Change: Sendable, Hashable {
        var name: String?
        var isPinned: Bool?
        var isArchived: Bool?
    }

    /// Changes a chat without touching its activity.
    ///
    /// - Returns: the chat as it is afterwards; `nil` when there is none.
    func change(_ key: ChatKey, _ change: Change) async throws(Failure) -> Chat? {
        for _ in 0..<Self.maximumRaces {
            guard let chat = try await chat(key) else { return nil }
            let isPinned = change.isPinned ?? chat.isPinned
            let isArchived = change.isArchived ?? chat.isArchived
            let part = Chat.Part(isPinned: isPinned, isArchived: isArchived)
            var set: Item = [
                ChatAttribute.isPinned: .bool(isPinned), ChatAttribute.isArchived: .bool(isArchived),
                ConversationAttribute.listSort: .string(part.sort(chat.lastActivity)),
            ]
            if let name = change.name {
                set[ChatAttribute.name] = .string(name)
                set[ChatAttribute.isNamedByUser] = true
                set.merge(Chat.titleAttributes(key, name, createdAt: chat.createdAt)) { $1 }
            }
            let changed = try await update(
                table, key.header, Update(set: set, add: [ChatAttribute.version: 1]), if: chat.isUnchanged)
            if let changed { return Chat(changed) }
        }
        throw Self.busy
    }
}
