import WireFormats

/// What ends the work on a reply.
struct Settlement: Sendable, Hashable {
    /// What the webhook answers, now and to every repeat. Without effect where the reply had been put off: then the webhook
    /// has been answered.
    var answer: String
    /// The messages are to be sent: whoever holds the claim does that, and keeps it until then.
    var isToBeSent: Bool
    /// The reply, and what we note for ourselves, in that order.
    var messages: [NewMessage]
    /// Takes the place of the session's order.
    var orderDetails: JSON?
    /// Merged into the session's context; `null` removes.
    var context: JSONObject

    init(
        answer: String, isToBeSent: Bool = false, messages: [NewMessage] = [], orderDetails: JSON? = nil,
        context: JSONObject = [:]
    ) {
        self.answer = answer
        self.isToBeSent = isToBeSent
        self.messages = messages
        self.orderDetails = orderDetails
        self.context = context
    }
}
