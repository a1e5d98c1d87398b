/// Names of the attributes of a reviews item.
enum ReviewAttribute {
    static let id = "pk_review_id"
    static let sessionID = "session_id"
    static let reviewer = "reviewed_by"
    static let comments = "comments"
    static let reviewedAt = "reviewed_at"
}
