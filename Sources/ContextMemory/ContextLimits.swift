/// What a store keeps of each session.
public struct ContextLimits: Sendable, Hashable {
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
