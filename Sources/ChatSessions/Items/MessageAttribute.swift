/// Names of the attributes of a messages item.
enum MessageAttribute {
    static let id = "pk_message_id"
    static let sessionID = "sk_session_id"
    static let prompt = "user_prompt"
    static let response = "bot_response"
    static let sources = "sources"
    static let createdAt = "created_at"
    /// What the original's `update_session` wrote in place of `created_at`.
    static let sentAt = "sent_at"
    static let responseTime = "response_time"
    static let feedbackType = "feedback_type"
    static let feedbackRank = "feedback_rank"
    static let feedbackCategory = "feedback_category"
    static let feedbackMessage = "feedback_message"
    static let feedbackCreatedAt = "feedback_created_at"

    // Ours.

    /// `true` on a prompt whose answer has not come yet.
    static let pending = "pending"
    /// Digest of the request that stored the message, to know a repeat of it.
    static let request = "request_digest"
    /// On a pointer of the feedback ledger: the message it points to.
    static let pointsToMessage = "feedback_of_message"
    static let pointsToSession = "feedback_of_session"
}
