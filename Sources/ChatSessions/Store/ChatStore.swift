import AWSServices
import Gateway
import HTTPTransport
import Logging
import Tables
import WireFormats

/// The items of system 000, on whatever engine. Each aspect is an extension in a file of its own; this one holds what they
/// share: calls of the engine whose errors are told as ``Failure``, and the retry of contended transactions.
struct ChatStore: Sendable {
    let tables: any Tables
    let schema: ChatSessionsSchema
    let identifiers: Identifiers
    let effects: Effects
    let sleep: @Sendable (Duration) async throws -> Void
    let log: Logger
    let upgradeProgress = UpgradeProgress()

    /// How long a contended transaction is tried when the invocation sets no deadline.
    private static let patience: Duration = .seconds(30)

    /// How often a change is begun anew because what it was based on has changed meanwhile.
    static let maximumRaces = 50

    func now() -> Timestamp { identifiers.now() }
}

// MARK: - Reads

extension ChatStore {
    func get(_ table: String, _ key: Item) async throws(Failure) -> Item? {
        do { return try await tables.get(table, key: key, consistent: true) } catch { throw failure(error) }
    }

    func batchGet(_ table: String, _ keys: [Item]) async throws(Failure) -> [Item] {
        guard !keys.isEmpty else { return [] }
        do { return try await tables.batchGet(table, keys: keys, consistent: true) } catch { throw failure(error) }
    }

    func page(_ query: Query) async throws(Failure) -> Page {
        do { return try await tables.query(query) } catch { throw failure(error) }
    }

    /// All pages of a query.
    func all(_ query: Query) async throws(Failure) -> [Item] {
        var query = query
        var items: [Item] = []
        repeat {
            let page = try await page(query)
            items += page.items
            query.startKey = page.lastKey
        } while query.startKey != nil
        return items
    }

    func page(_ scan: Scan) async throws(Failure) -> Page {
        do { return try await tables.scan(scan) } catch { throw failure(error) }
    }
}

// MARK: - Writes

extension ChatStore {
    /// Puts and deletes without conditions; may be repeated.
    func batchWrite(_ table: String, _ writes: [BatchWrite]) async throws(Failure) {
        guard !writes.isEmpty else { return }
        do { try await tables.batchWrite(table, writes) } catch { throw failure(error) }
    }

    /// - Returns: false when the condition did not hold.
    @discardableResult
    func put(_ table: String, _ item: Item, if condition: Condition? = nil) async throws(Failure) -> Bool {
        do throws(TableError) {
            try await tables.put(table, item: item, if: condition)
            return true
        } catch {
            if case .conditionFailed = error.code { return false }
            throw failure(error)
        }
    }

    /// - Returns: the item as it is afterwards; `nil` when the condition did not hold.
    @discardableResult
    func update(
        _ table: String, _ key: Item, _ update: Update, if condition: Condition?
    ) async throws(Failure) -> Item? {
        do throws(TableError) {
            return try await tables.update(table, key: key, update, if: condition)
        } catch {
            if case .conditionFailed = error.code { return nil }
            throw failure(error)
        }
    }

    func delete(_ table: String, _ key: Item, if condition: Condition? = nil) async throws(Failure) {
        do throws(TableError) {
            try await tables.delete(table, key: key, if: condition)
        } catch {
            if case .conditionFailed = error.code { return }
            throw failure(error)
        }
    }

    /// What became of a transaction.
    enum Outcome {
        case done
        /// A condition did not hold: for each action, in order, why it was refused, or `nil`.
        case refused([TableError.CancellationReason?])
    }

    /// Runs a transaction, again and again with growing, jittered pauses while others hold its items.
    func transact(_ actions: [TransactAction]) async throws(Failure) -> Outcome {
        let end = InvocationScope.deadline ?? ContinuousClock.now + Self.patience
        var attempt = 0
        while true {
            do throws(TableError) {
                try await tables.transact(actions)
                return .done
            } catch {
                guard case .transactionCancelled(let reasons) = error.code else { throw failure(error) }
                if reasons.contains(where: \.isConditionFailed) { return .refused(reasons) }
                guard reasons.contains(where: \.isPassing), reasons.allSatisfy({ $0 == nil || $0.isPassing }) else {
                    throw reasons.contains(.itemTooLarge) ? Self.tooLarge : failure(error)
                }
                let pause = pause(beforeAttempt: attempt)
                guard ContinuousClock.now + pause < end else { throw Self.busy }
                attempt += 1
                do { try await sleep(pause) } catch { throw Self.busy }
            }
        }
    }

    /// Full jitter over 10 ms doubled for each attempt, at most half a second (AWS Architecture Blog: "Exponential Backoff
    /// And Jitter").
    func pause(beforeAttempt attempt: Int) -> Duration {
        let ceiling = min(500_000, 10_000 << min(attempt, 10))
        let random = effects.randomBytes(4).reduce(0) { $0 << 8 | Int($1) }
        return .microseconds(random % ceiling)
    }
}

// MARK: - Errors

extension ChatStore {
    static let tooLarge = Failure(.tooLarge, "The item would be over 400 KB, the most that can be stored in one")
    static let busy = Failure(.unavailable, "Too many changes at the same time. Please try again.")

    /// What a caller may know of an engine's error; the log gets the kind, and the text where it holds no user's data.
    func failure(_ error: TableError) -> Failure {
        switch error.code {
        case .itemTooLarge:
            return Self.tooLarge
        case .unavailable:
            log.warning("The store cannot be reached", metadata: ["reason": "\(error.message)"])
            return Failure(.unavailable, "The store cannot be reached. Please try again.")
        case .notFound, .denied:
            log.error("The store refused a request", metadata: ["reason": "\(error.message)"])
            return Failure(.internal, "The store is not set up as it should be")
        case .conditionFailed, .transactionCancelled, .invalid:
            log.error("The store refused a request")
            log.debug("Why the store refused", metadata: ["reason": "\(error.message)"])
            return Failure(.internal, "The store refused the request")
        }
    }
}

extension TableError.CancellationReason? {
    var isConditionFailed: Bool {
        guard case .conditionFailed = self else { return false }
        return true
    }

    /// The item that stood in the way.
    var existing: Item? {
        guard case .conditionFailed(let existing) = self else { return nil }
        return existing
    }

    /// True for what goes away by itself.
    var isPassing: Bool { self == .conflict || self == .throttled }
}
