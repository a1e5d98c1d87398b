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
