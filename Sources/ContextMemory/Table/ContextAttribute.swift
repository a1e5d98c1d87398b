/// Names of the attributes of a session's items, beside those of `ConversationAttribute`.
enum ContextAttribute {
    // Of the session itself.
    static let createdAt = "created_at"
    static let lastUpdated = "last_updated"
    /// How many messages there have been.
    static let last = "last_number"
    /// Tells a session from those that had its id before: epoch microseconds of its creation, or one more than the last.
    /// Messages, their ids' numbers and the summary belong to one epoch.
    static let epoch = "epoch"
    /// Epoch milliseconds from which on the session is gone.
    static let expiresAt = "expires_at"
    /// There once the session has been deleted, and not yet removed.
    static let deletedAt = "deleted_at"

    // Of a message.
    static let id = "message_id"
    static let role = "role"
    static let text = "text"
    static let timestamp = "timestamp"

    // Of what knows a message's number.
    static let number = "number"

    // Of a summary, beside the text.
    static let through = "covers_through"
    static let updatedAt = "updated_at"
}
