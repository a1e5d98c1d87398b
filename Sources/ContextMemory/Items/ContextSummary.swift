public import WireFormats

/// What a conversation was about, up to one of its messages.
public struct ContextSummary: Sendable, Hashable {
    public var text: String
    /// The number of the last message that it covers; 0 for none.
    public var through: Int
    public var updatedAt: Timestamp

    public init(text: String, through: Int, updatedAt: Timestamp) {
        self.text = text
        self.through = through
        self.updatedAt = updatedAt
    }
}
