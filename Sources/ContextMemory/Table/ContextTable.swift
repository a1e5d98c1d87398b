internal import AWSServices
internal import Gateway
internal import HTTPTransport
internal import Logging
internal import SystemSupport
internal import Tables
internal import WireFormats

/// The items of sessions in the conversations table, on whatever engine. Each aspect is an extension in a file of its own.
///
/// All items of a session lie in one partition, and all of it is read consistently. Whatever changes a session is one
/// transaction with the session's own item, which says whether it lives and how many messages there have been.
struct ContextTable: Store {
    let tables: any Tables
    let schema: ConversationsSchema
    let limits: ContextLimits
    let effects: Effects
    let sleep: @Sendable (Duration) async throws -> Void
    let log: Logger

    /// How long something is begun anew that others have changed meanwhile, when the invocation sets no deadline.
    private static let patience = Duration.seconds(30)

    var table: String { schema.table }

    /// The session's own item, alive or not.
    func header(_ key: ContextKey) async throws(Failure) -> ContextHeader? {
        guard let item = try await get(table, key.header) else { return nil }
        guard let header = ContextHeader(item) else { throw Self.corrupt }
        return header
    }

    func liveHeader(_ key: ContextKey) async throws(Failure) -> ContextHeader? {
        guard let header = try await header(key), header.isAlive(at: effects.now()) else { return nil }
        return header
    }

    /// Runs `body` until it gives a value, with growing, jittered pauses: every time that it gives none, somebody else has
    /// got on.
    func untilSettled<Value: Sendable>(
        _ body: () async throws(Failure) -> Value?
    ) async throws(Failure) -> Value {
        let end = InvocationScope.deadline ?? .now + Self.patience
        var attempt = 0
        while true {
            if let value = try await body() { return value }
            let pause = pause(beforeAttempt: attempt)
            guard ContinuousClock.now + pause < end else { throw Self.busy }
            attempt += 1
            do { try await sleep(pause) } catch { throw Self.busy }
        }
    }

    static let corrupt = Failure(.internal, "What is stored as a session is no session")
}

// MARK: - Creating and deleting

extension ContextTable {
    /// - Returns: false when there is one already.
    func create(_ key: ContextKey, at time: Timestamp) async throws(Failure) -> Bool {
        let first = new(key, after: nil, at: time)
        if try await put(table, first, if: .absent(ConversationAttribute.partition)) { return true }
        return try await untilSettled { () throws(Failure) -> Bool? in
            let now = effects.now()
            guard let old = try await header(key) else {
                let isFree = Condition.absent(ConversationAttribute.partition)
                return try await put(table, new(key, after: nil, at: time), if: isFree) ? true : nil
            }
            guard !old.isAlive(at: now) else { return false }
            let due: Item = [
                ConversationAttribute.listPartition: ContextKey.duePartition,
                ConversationAttribute.listSort: .string(now.description),
            ]
            let outcome = try await transact([
                .put(
                    table: table, item: new(key, after: old, at: time),
                    if: .all([old.isSameEpoch, ContextHeader.dead(at: now)])),
                .put(table: table, item: due.merging(key.due(epoch: old.epoch)) { $1 }),
            ])
            guard case .done = outcome else { return nil }
            return true
        }
    }

    private func new(_ key: ContextKey, after old: ContextHeader?, at time: Timestamp) -> Item {
        let now = effects.now()
        let epoch = max(Int(now.microseconds), (old?.epoch ?? 0) + 1)
        return ContextHeader.new(
            key, epoch: epoch, at: time, lifetime: ContextHeader.lifetime(limits.timeToLive, from: now))
    }

    /// Hides the session at once; ``removeWhatIsDue(until:)`` removes what was in it.
    ///
    /// - Returns: false when there was none.
    func delete(_ key: ContextKey) async throws(Failure) -> Bool {
        let now = effects.now()
        let deleted = try await update(
            table, key.header,
            Update(set: [
                ContextAttribute.deletedAt: .string(now.description),
                ConversationAttribute.listSort: .string(now.description),
            ]),
            if: ContextHeader.alive(at: now))
        return deleted != nil
    }
}
