/// Names of the attributes of a chat's item, beside those of `ConversationAttribute`.
enum ChatAttribute {
    static let name = "chat_name"
    /// True once a user has given the name.
    static let isNamedByUser = "named_by_user"
    static let createdAt = "created_at"
    static let lastActivity = "last_activity"
    static let messageCount = "message_count"
    static let isPinned = "pinned"
    static let isArchived = "archived"
    /// See ``TurnID/epoch``.
    static let epoch = "epoch"
    /// Goes up with every change. Changes other than a new message need the one they were based on.
    static let version = "version"
    /// When the chat was deleted; until it is removed it can be restored.
    static let deletedAt = "deleted_at"
    /// True while the messages of an import are written. Such a chat counts as deleted, and cannot be restored: what is left
    /// of an import that was cut off goes the way of deleted chats.
    static let isBeingImported = "importing"
    /// The estimated tokens of the turns that no summary covers: see ``TokenEstimate``.
    static let contextTokens = "context_tokens"
}
