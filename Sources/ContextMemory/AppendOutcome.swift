public enum AppendOutcome: Sendable, Hashable {
    /// - Parameter number: of the message in its session, from 1.
    case appended(number: Int)
    /// It had been appended before.
    case repeated(number: Int)
    /// Nothing was stored.
    case noSession
}
