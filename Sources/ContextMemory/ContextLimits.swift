/// What a store keeps of each session.
public struct ContextLimits: Sendable, Hashable {
    /// Of a message's text or a summary, in bytes of UTF-8. With its other attributes it fits into an item of DynamoDB,
    /// which is 400 KB at the most.
    public static let maximumTextBytes = 262_144

    /// In seconds since the last write.
    public var timeToLive: Int
    /// The last ones; older ones are dropped.
    public var maximumMessages: Int

    /// 30 days, and a thousand messages.
    public static let standard = ContextLimits(timeToLive: 2_592_000, maximumMessages: 1_000)

    public init(timeToLive: Int, maximumMessages: Int) {
        self.timeToLive = timeToLive
        self.maximumMessages = maximumMessages
    }
}
