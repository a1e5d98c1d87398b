public import WireFormats

/// A session with its last messages.
public struct ContextSession: Sendable, Hashable {
    public var createdAt: Timestamp
    public var lastUpdated: Timestamp
    public var summary: ContextSummary?
    /// Oldest first. All that were asked for, or that are kept.
    public var messages: [ContextMessage]
    /// How many messages there have ever been; the number of the last one, counted from 1.
    public var lastNumber: Int

    public init(
        createdAt: Timestamp, lastUpdated: Timestamp, summary: ContextSummary? = nil, messages: [ContextMessage] = [],
        lastNumber: Int = 0
    ) {
        self.createdAt = createdAt
        self.lastUpdated = lastUpdated
        self.summary = summary
        self.messages = messages
        self.lastNumber = lastNumber
    }
}
