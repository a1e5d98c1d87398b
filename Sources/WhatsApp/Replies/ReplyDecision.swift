enum ReplyDecision: Sendable, Hashable {
    case reply(Reply)
    /// The model could not answer within the time, or just now.
    case later
}
