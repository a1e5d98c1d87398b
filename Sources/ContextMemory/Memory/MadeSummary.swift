/// What became of a session's summary.
public struct MadeSummary: Sendable, Hashable {
    public enum Maker: String, Sendable, Hashable {
        case model
        /// ``ContextExtract``: how each message begins.
        case extract
    }

    public var summary: ContextSummary
    /// `nil` when the one there covered everything already.
    public var maker: Maker?

    public init(summary: ContextSummary, maker: Maker?) {
        self.summary = summary
        self.maker = maker
    }
}
