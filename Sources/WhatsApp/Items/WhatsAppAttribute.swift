/// Names of the attributes of system 004's items, beside those of `ConversationAttribute`.
enum ContactAttribute {
    static let profileName = "profile_name"
    static let phone = "phone_number"
    /// Of the current session, or of the last one.
    static let sessionOrdinal = "session_ordinal"
    static let lastInboundAt = "last_inbound_at"
    static let optedOutAt = "opted_out_at"
}

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

/// Of items that lead to a session or a message.
enum LookupAttribute {
    static let address = "address"
    static let ordinal = "ordinal"
    static let messageSort = "message"
}

enum MessageAttribute {
    static let id = "message_id"
    static let sessionID = "session_id"
    static let content = "content"
    static let type = "message_type"
    static let direction = "direction"
    static let media = "media"
    static let metadata = "metadata"
    /// Twilio's id of the message.
    static let sid = "message_sid"
    static let deliveryStatus = "delivery_status"
    /// ``DeliveryStatus/rank``
    static let deliveryRank = "delivery_rank"
    static let errorCode = "error_code"
}

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
