public import Gateway
public import Logging
public import SystemSupport
public import Tables
public import WireFormats

/// Sessions in the conversations table.
///
/// A session that is deleted or has expired is hidden at once; ``removeWhatIsDue(until:)``, which the deployment calls every
/// so often, removes it. DynamoDB's own expiry is not used: it knows the age of an item, and a session's oldest message lives
/// for as long as somebody writes to the session.
public struct TableContextStore: ContextStore {
    private let table: ContextTable

    /// - Parameters:
    ///   - sleep: pauses between attempts of contended writes; throws when the task is cancelled.
    ///   - log: gets kinds of errors, never users' text.
    public init(
        _ tables: any Tables, schema: ConversationsSchema, limits: ContextLimits = .standard, effects: Effects,
        sleep: @escaping @Sendable (Duration) async throws -> Void, log: Logger
    ) {
        table = ContextTable(
            tables: tables, schema: schema, limits: limits, effects: effects, sleep: sleep, log: log)
    }

    public func createSession(_ id: String, at time: Timestamp) async throws(ContextStoreError) -> Bool {
        do { return try await table.create(ContextKey(id), at: time) } catch { throw Self.error(error, isWrite: true) }
    }

    public func session(
        _ id: String, messages count: Int?, bytes: Int?
    ) async throws(ContextStoreError) -> ContextSession? {
        do {
            return try await table.session(ContextKey(id), messages: count, bytes: bytes)
        } catch {
            throw Self.error(error, isWrite: false)
        }
    }

    public func append(_ message: ContextMessage, to id: String) async throws(ContextStoreError) -> AppendOutcome {
        do {
            return try await table.append(message, to: ContextKey(id))
        } catch {
            throw Self.error(error, isWrite: true)
        }
    }

    public func updateSummary(
        _ text: String, through: Int?, of id: String, at time: Timestamp
    ) async throws(ContextStoreError) -> SummaryOutcome {
        do {
            return try await table.updateSummary(text, through: through, of: ContextKey(id), at: time)
        } catch {
            throw Self.error(error, isWrite: true)
        }
    }

    public func deleteSession(_ id: String) async throws(ContextStoreError) -> Bool {
        do { return try await table.delete(ContextKey(id)) } catch { throw Self.error(error, isWrite: true) }
    }

    /// Removes for good what was deleted or has expired, as far as time goes; the next call goes on.
    ///
    /// - Parameter isOutOfTime: asked before each page.
    /// - Returns: how many sessions are gone.
    /// - Throws: ``ContextStoreError``.
    public func removeWhatIsDue(until isOutOfTime: () -> Bool) async throws(ContextStoreError) -> Int {
        do { return try await table.removeWhatIsDue(until: isOutOfTime) } catch {
            throw Self.error(error, isWrite: true)
        }
    }

    private static func error(_ failure: Failure, isWrite: Bool) -> ContextStoreError {
        switch failure {
        case ContextTable.corrupt: ContextStoreError(.corrupt, failure.message)
        // Every attempt was refused as a whole.
        case ContextTable.busy: ContextStoreError(.unavailable(mayHaveWritten: false), failure.message)
        case _ where failure.kind == .unavailable:
            ContextStoreError(.unavailable(mayHaveWritten: isWrite), failure.message)
        default: ContextStoreError(.denied, failure.message)
        }
    }
}
