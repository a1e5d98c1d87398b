public enum SummaryOutcome: Sendable, Hashable {
    case updated
    /// The one there covers more.
    case outdated
    case noSession
}
