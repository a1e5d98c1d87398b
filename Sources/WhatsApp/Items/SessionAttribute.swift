enum SessionAttribute {
    static let id = "session_id"
    static let status = "status"
    static let mode = "mode"
    static let createdAt = "created_at"
    static let lastActivity = "last_activity"
    static let endedAt = "ended_at"
    static let messageCount = "message_count"
    static let context = "context"
    static let orderDetails = "order_details"
    /// Goes up with every change of context, order and mode; not with messages.
    static let version = "version"
    static let previousID = "previous_session_id"
}
