import AWSServices
import SystemSupport
import Tables
import WireFormats

/// A chat's item: what lists show of it, and what its messages depend on.
struct Chat: Sendable, Hashable {
    let item: Item
    let key: ChatKey

    init?(_ item: Item) {
        guard item[ConversationAttribute.sort]?.string == ChatKey.headerSort, let key = ChatKey(item) else {
            return nil
        }
        self.item = item
        self.key = key
    }

    var id: String { key.id }
    var name: String { item[ChatAttribute.name]?.string ?? "" }
    var isNamedByUser: Bool { flag(ChatAttribute.isNamedByUser) }
    /// RFC 3339.
    var createdAt: String { item[ChatAttribute.createdAt]?.string ?? "" }
    var lastActivity: String { item[ChatAttribute.lastActivity]?.string ?? "" }
    var messageCount: Int { number(ChatAttribute.messageCount) }
    var isPinned: Bool { flag(ChatAttribute.isPinned) }
    var isArchived: Bool { flag(ChatAttribute.isArchived) }
    var epoch: Int { number(ChatAttribute.epoch) }
    var version: Int { number(ChatAttribute.version) }
    var contextTokens: Int { number(ChatAttribute.contextTokens) }
    var deletedAt: Timestamp? { item[ChatAttribute.deletedAt]?.string.flatMap { Timestamp($0) } }
    var isDeleted: Bool { item[ChatAttribute.deletedAt] != nil }
    var isBeingImported: Bool { flag(ChatAttribute.isBeingImported) }

    private func flag(_ name: String) -> Bool { item[name]?.bool ?? false }
    private func number(_ name: String) -> Int { item[name]?.int ?? 0 }

    /// As clients get it.
    var json: JSON {
        [
            "session_id": .string(id), "chat_name": .string(name), "created_at": .string(createdAt),
            "last_activity": .string(lastActivity), "message_count": .number(JSONNumber(messageCount)),
            "pinned": .bool(isPinned), "archived": .bool(isArchived),
        ]
    }
}

/// Where a chat stands in its owner's list.
extension Chat {
    /// Parts of the list, in the order of the index.
    enum Part: String, Sendable, CaseIterable {
        case archived = "0"
        case active = "1"
        case pinned = "2"

        init(isPinned: Bool, isArchived: Bool) { self = isArchived ? .archived : isPinned ? .pinned : .active }

        /// The sort key of a chat in the index, by its last activity.
        func sort(_ lastActivity: String) -> String { "\(rawValue)#\(lastActivity)" }
        /// Before the first chat of the part.
        var start: String { "\(rawValue)#" }
        /// Behind the last one.
        var end: String { "\(rawValue)$" }
    }

    var part: Part { Part(isPinned: isPinned, isArchived: isArchived) }
}

extension Chat {
    /// The item of a new chat, or of one begun anew, without messages.
    static func item(_ key: ChatKey, name: String, at time: String, epoch: Int) -> Item {
        key.header.merging(attributes(key, name: name, at: time, epoch: epoch)) { $1 }
    }

    static func attributes(_ key: ChatKey, name: String, at time: String, epoch: Int) -> Item {
        let attributes: Item = [
            ChatAttribute.name: .string(name), ChatAttribute.isNamedByUser: false,
            ChatAttribute.createdAt: .string(time), ChatAttribute.lastActivity: .string(time),
            ChatAttribute.messageCount: 0, ChatAttribute.isPinned: false, ChatAttribute.isArchived: false,
            ChatAttribute.epoch: .int(epoch), ChatAttribute.contextTokens: 0,
            ConversationAttribute.listPartition: ChatKey.listPartition(of: key.owner),
            ConversationAttribute.listSort: .string(Part.active.sort(time)),
        ]
        return attributes.merging(titleAttributes(key, name, createdAt: time)) { $1 }
    }

    /// What lets a search find the name. It keeps its place among the owner's texts, that of the chat's creation.
    static func titleAttributes(_ key: ChatKey, _ name: String, createdAt: String) -> Item {
        [
            ConversationAttribute.textPartition: ChatKey.textPartition(of: key.owner),
            ConversationAttribute.textSort: .string(createdAt),
            ConversationAttribute.foldedText: .string(FoldedText.fold(name)),
        ]
    }

    // MARK: - Conditions

    /// The chat is as it was read.
    var isUnchanged: Condition { .equals(ChatAttribute.version, .int(version)) }

    /// Messages go where they went when the chat was read. Does not fail when there are new messages.
    var takesMessages: Condition {
        .all([
            .equals(ChatAttribute.epoch, .int(epoch)), .absent(ChatAttribute.deletedAt),
            .equals(ChatAttribute.isPinned, .bool(isPinned)), .equals(ChatAttribute.isArchived, .bool(isArchived)),
        ])
    }
}
