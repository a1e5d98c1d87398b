public import WireFormats

/// Where sessions are kept. Every engine passes the same conformance suite. Ids are taken as they are: the service checks
/// them. A session that has not been written to for its time to live is gone, with everything in it.
public protocol ContextStore: Sendable {
    /// - Returns: false when there is one already, which is left alone.
    /// - Throws: ``ContextStoreError``.
    func createSession(_ id: String, at time: Timestamp) async throws(ContextStoreError) -> Bool

    /// - Parameters:
    ///   - count: how many messages to read, the last ones; `nil` for all that are kept.
    ///   - bytes: ends the reading before the messages together are larger, but never before the first; `nil` for no bound.
    /// - Returns: `nil` when there is no such session.
    /// - Throws: ``ContextStoreError``.
    func session(
        _ id: String, messages count: Int?, bytes: Int?
    ) async throws(ContextStoreError) -> ContextSession?

    /// Adds a message behind all others, in one step whatever others write meanwhile. Of more than the store keeps, the
    /// oldest goes. A message whose id is among those that are kept is not added again.
    ///
    /// - Throws: ``ContextStoreError``.
    func append(_ message: ContextMessage, to id: String) async throws(ContextStoreError) -> AppendOutcome

    /// Replaces the summary unless it covers more than the new one.
    ///
    /// - Parameter through: the number of the last message that it covers; `nil` for the last there is.
    /// - Throws: ``ContextStoreError``.
    func updateSummary(
        _ text: String, through: Int?, of id: String, at time: Timestamp
    ) async throws(ContextStoreError) -> SummaryOutcome

    /// - Returns: false when there was none.
    /// - Throws: ``ContextStoreError``.
    func deleteSession(_ id: String) async throws(ContextStoreError) -> Bool
}

extension ContextStore {
    /// Reads a session with messages of any size.
    public func session(_ id: String, messages count: Int?) async throws(ContextStoreError) -> ContextSession? {
        try await session(id, messages: count, bytes: nil)
    }
}
