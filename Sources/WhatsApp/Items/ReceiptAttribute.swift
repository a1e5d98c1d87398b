enum ReceiptAttribute {
    static let state = "state"
    static let sessionID = "session_id"
    static let messageSort = "message"
    /// Of what was asked to be stored, where the caller chose the id.
    static let digest = "request_digest"
    /// Who works on the reply, and until when in epoch milliseconds.
    static let leaseOwner = "lease_owner"
    static let leaseUntil = "lease_until"
    /// What the webhook answered.
    static let answer = "answer"
    /// Sort keys of the messages that make up the reply.
    static let replies = "replies"
}
