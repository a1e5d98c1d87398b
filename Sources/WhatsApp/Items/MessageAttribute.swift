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
