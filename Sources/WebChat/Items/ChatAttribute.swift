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

/// Names of the attributes of a message's item.
enum MessageAttribute {
    static let id = "message_id"
    /// `Human` or `AI`.
    static let sender = "sender"
    static let content = "content"
    static let createdAt = "created_at"
    static let status = "status"
    /// Of a prompt that is being answered: by whom, and until when in epoch milliseconds.
    static let leaseOwner = "lease_owner"
    static let leaseUntil = "lease_until"
    /// Of a pointer: the turn that a prompt's id stands for, and the digest of the request.
    static let turn = "turn"
    static let request = "request_digest"
}

/// Names of the attributes of a summary's item.
enum SummaryAttribute {
    static let text = "summary"
    /// The last turn that the summary covers.
    static let watermark = "covers_through"
    static let epoch = "epoch"
    static let updatedAt = "updated_at"
}

/// Names of the attributes of an owner's counters.
enum CounterAttribute {
    static let messages = "messages"
    static let chats = "chats"

    /// Messages of an hour of the day (UTC), 0 to 23.
    static func hour(_ hour: Int) -> String { hour < 10 ? "hour_0\(hour)" : "hour_\(hour)" }
}
