import WireFormats

/// Names of the attributes of a sessions item.
enum SessionAttribute {
    static let id = "pk_session_id"
    /// The owner. Absent once deletion has begun, which takes the item out of ``ChatSessionsSchema/sessionsByUser``.
    static let userID = "user_id"
    static let title = "title"
    static let createdAt = "created_at"
    static let updatedAt = "updated_at"
    static let messageCount = "message_count"

    // Ours, beside those of the original.

    /// `YYYY-MM` of `created_at`.
    static let month = "month_bucket"
    /// How many messages have feedback. An item that has it also has its month and its reviews noted.
    static let feedbackCount = "feedback_count"
    /// The message that the session was created with, and the digest of that request, to know a repeat of it.
    static let firstMessageID = "first_message_id"
    static let firstRequest = "first_request"
    /// When deletion began, and whose the session was.
    static let deletedAt = "deleted_at"
    static let deletedUserID = "deleted_user_id"
    /// `review_by:REVIEWER` holds the id of that reviewer's review. One attribute for each, so that reviewers never
    /// overwrite one another.
    static let reviewPrefix = "review_by:"
    /// `recent_NUMBER` holds the ids of messages stored in some seconds: see ``RecentMessages``.
    static let recentPrefix = "recent_"

    static func review(by reviewer: String) -> String { reviewPrefix + reviewer }

    /// True for what only this system reads; clients do not see it.
    static func isInternal(_ name: String) -> Bool {
        switch name {
        case month, feedbackCount, firstMessageID, firstRequest, deletedAt, deletedUserID: true
        default: name.hasBytePrefix(reviewPrefix) || name.hasBytePrefix(recentPrefix)
        }
    }
}
