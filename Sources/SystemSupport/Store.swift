public import AWSServices
public import Gateway
import HTTPTransport
public import Logging
public import Tables
public import WireFormats

/// What the store of a system needs, and what every one does with it: calls of the engine whose errors are told as
/// ``Failure``, and the retry of contended transactions.
public protocol Store: Sendable {
    var tables: any Tables { get }
    var effects: Effects { get }
    /// Pauses between attempts of contended writes; throws when the task is cancelled.
    var sleep: @Sendable (Duration) async throws -> Void { get }
    /// Gets ids and kinds of errors, never users' text.
    var log: Logger { get }
}

/// How long a contended transaction is tried when the invocation sets no deadline.
private let transactionPatience = Duration.seconds(30)

// MARK: - Reads

extension Store {
    public func get(_ table: String, _ key: Item) async throws(Failure) -> Item? {
        do { return try await tables.get(table, key: key, consistent: true) } catch { throw failure(error) }
    }

    public func batchGet(_ table: String, _ keys: [Item]) async throws(Failure) -> [Item] {
        guard !keys.isEmpty else { return [] }
        do { return try await tables.batchGet(table, keys: keys, consistent: true) } catch { throw failure(error) }
    }

    public func page(_ query: Query) async throws(Failure) -> Page {
        do { return try await tables.query(query) } catch { throw failure(error) }
    }

    /// All pages of a query.
    public func all(_ query: Query) async throws(Failure) -> [Item] {
        var query = query
        var items: [Item] = []
        repeat {
            let page = try await page(query)
            items += page.items
            query.startKey = page.lastKey
        } while query.startKey != nil
        return items
    }

    public func page(_ scan: Scan) async throws(Failure) -> Page {
        do { return try await tables.scan(scan) } catch { throw failure(error) }
    }
}

// MARK: - Writes

extension Store {
    /// Puts and deletes without conditions; may be repeated.
    public func batchWrite(_ table: String, _ writes: [BatchWrite]) async throws(Failure) {
        guard !writes.isEmpty else { return }
        do { try await tables.batchWrite(table, writes) } catch { throw failure(error) }
    }

    /// - Returns: false when the condition did not hold.
    @discardableResult
    public func put(_ table: String, _ item: Item, if condition: Condition? = nil) async throws(Failure) -> Bool {
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
    public func update(
        _ table: String, _ key: Item, _ update: Update, if condition: Condition?
    ) async throws(Failure) -> Item? {
        do throws(TableError) {
            return try await tables.update(table, key: key, update, if: condition)
        } catch {
            if case .conditionFailed = error.code { return nil }
            throw failure(error)
        }
    }

    public func delete(_ table: String, _ key: Item, if condition: Condition? = nil) async throws(Failure) {
        do throws(TableError) {
            try await tables.delete(table, key: key, if: condition)
        } catch {
            if case .conditionFailed = error.code { return }
            throw failure(error)
        }
    }

    /// Runs a transaction, again and again with growing, jittered pauses while others hold its items.
    public func transact(_ actions: [TransactAction]) async throws(Failure) -> TransactionOutcome {
        let end = InvocationScope.deadline ?? ContinuousClock.now + transactionPatience
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
    public func pause(beforeAttempt attempt: Int) -> Duration {
        let ceiling = min(500_000, 10_000 << min(attempt, 10))
        let random = effects.randomBytes(4).reduce(0) { $0 << 8 | Int($1) }
        return .microseconds(random % ceiling)
    }
}

// MARK: - Errors

extension Store {
    public static var tooLarge: Failure {
        Failure(.tooLarge, "The item would be over 400 KB, the most that can be stored in one")
    }
    public static var busy: Failure {
        Failure(.unavailable, "Too many changes at the same time. Please try again.")
    }

    /// What a caller may know of an engine's error; the log gets the kind, and the text where it holds no user's data.
    public func failure(_ error: TableError) -> Failure {
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
    public var isConditionFailed: Bool {
        guard case .conditionFailed = self else { return false }
        return true
    }

    /// The item that stood in the way.
    public var existing: Item? {
        guard case .conditionFailed(let existing) = self else { return nil }
        return existing
    }

    /// True for what goes away by itself.
    var isPassing: Bool { self == .conflict || self == .throttled }
}
