public import HTTPTransport
internal import Synchronization

/// Sends commands to a Redis server, or to the nodes of a cluster, over one connection each, which all callers share: their
/// commands go out as they come, and are answered in that order. It speaks the protocol's version 2, as every Redis and
/// compatible server does.
///
/// A connection is made when a command needs it, and made again when it broke, was idle for long, or leads to a replica.
/// A command that certainly was not carried out is tried again with exponential back-off and full jitter, never past its
/// deadline; one whose answer was lost only when it is idempotent. One server gets it up to three times in all.
///
/// That the server belongs to a cluster shows when it redirects a command, so that a single server is asked nothing more.
/// From then on commands go straight to the node that has their key (see ``RedisTopology``), and are tried more often: a
/// fail-over takes seconds.
///
/// It can be used from any task; from one that prefers the loop as its executor, no thread is ever switched.
public final class RedisClient: Sendable {
    let configuration: RedisConfiguration
    let loop: CurlEventLoop
    private let random: @Sendable () -> UInt64
    let state = Mutex(State())

    /// A lock, and no actor: what a caller sends and its place among those who wait must be one step, from whatever thread.
    struct State {
        var links: [RedisAddress: RedisLink] = [:]
        var isCluster = false
        /// `nil` until a node has redirected a command.
        var topology: RedisTopology?
        var isReadingTopology = false
        var lastReadingOfTopology: ContinuousClock.Instant?
        /// A node that did not answer in time. It may still take connections, and be replaced by now.
        var suspect: RedisAddress?
        var lastNumber: UInt64 = 0
        var isClosed = false

        mutating func nextNumber() -> UInt64 {
            lastNumber += 1
            return lastNumber
        }
    }

    public init(
        _ configuration: RedisConfiguration, loop: CurlEventLoop,
        random: @escaping @Sendable () -> UInt64 = { .random(in: .min ... .max) }
    ) {
        self.configuration = configuration
        self.loop = loop
        self.random = random
    }

    /// The server has shown that it belongs to a cluster: keys used together have to be of one slot.
    public var isCluster: Bool { state.withLock(\.isCluster) }

    /// Sends a command and gives the answer.
    ///
    /// - Parameter deadline: when to give up; at the latest after the configuration's `commandTimeout` and with the
    ///   invocation's own deadline (``InvocationScope``).
    /// - Throws: ``RedisError``; each of its codes says when. An error that stands inside an array is part of the answer.
    public func send(
        _ command: RedisCommand, deadline: ContinuousClock.Instant? = nil
    ) async throws(RedisError) -> RedisValue {
        let latest = ContinuousClock.now + configuration.commandTimeout
        let end = min(latest, deadline ?? latest, InvocationScope.deadline ?? latest)
        let bytes = command.wireBytes
        var attempt = 1
        var way = Way()
        var mayHaveTakenEffect = false
        await leaveSuspect(deadline: end)
        while true {
            let address = way.next ?? address(of: command)
            var failure: RedisError
            switch await answer(to: bytes, at: address, way, deadline: end) {
            case .success(.error(let text)):
                failure = RedisError(reply: text)
                guard let redirection = RedisRedirection(text, from: address) else {
                    way = Way()
                    break
                }
                way = await self.way(by: redirection, from: address, after: way, deadline: end)
                // Nodes that disagree about a slot, as they do for a moment when it has moved, are not asked in a rush.
                if way.redirections <= Self.maximumRedirectionsAtOnce { continue }
            case .success(let value): return value
            case .failure(let error): (failure, way) = (error, Way())
            }
            mayHaveTakenEffect = mayHaveTakenEffect || failure.mayHaveTakenEffect
            note(failure, at: address)
            let patience = Patience(failure.code, isCluster: isCluster)
            guard failure.allowsRetry(of: command), attempt < patience.maximumAttempts,
                await wait(afterAttempt: attempt, patience, deadline: end)
            else {
                failure.mayHaveTakenEffect = mayHaveTakenEffect
                throw failure
            }
            attempt += 1
            if failure.mayMeanFailover, isCluster {
                await readTopology(from: addresses(except: address), deadline: end)
            }
        }
    }

    /// Ends the connections; every command, under way or later, fails with ``RedisError/Code/closed``.
    public func close() {
        state.withLock { state in
            state.isClosed = true
            let failure = HTTPError(code: .cancelled, requestWasSent: false, message: "the client has been closed")
            for link in state.links.values { link.end(failure) }
            state.links = [:]
        }
    }

    private func note(_ failure: RedisError, at address: RedisAddress) {
        state.withLock { state in
            switch failure.code {
            // A fail-over has made a replica of it. The name may lead elsewhere by now.
            case .readOnlyReplica: if state.links[address]?.isIdle == true { state.links[address] = nil }
            case .timeout: if state.isCluster { state.suspect = address }
            case .clusterDown, .slotMoving, .crossSlot: state.isCluster = true
            default: break
            }
        }
    }

    func attempt(
        _ bytes: [UInt8], at address: RedisAddress, isAsking: Bool = false, deadline: ContinuousClock.Instant
    ) async -> Result<RedisValue, RedisError> {
        guard !Task.isCancelled else { return .failure(Self.unsent(.cancelled, "the task had been cancelled")) }
        guard ContinuousClock.now < deadline else {
            return .failure(Self.unsent(.timeout, "the deadline had passed before the start"))
        }
        let number = state.withLock { $0.nextNumber() }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                enqueue(bytes, at: address, isAsking: isAsking, number: number, deadline: deadline, continuation)
                // The handler may have run before there was something to cancel.
                if Task.isCancelled { cancel(number) }
            }
        } onCancel: {
            // Not from here: continuations are resumed under the lock, and the task's own locks may be held.
            Task(executorPreference: loop) { self.cancel(number) }
        }
    }

    private func cancel(_ number: UInt64) {
        state.withLock { state in
            for link in state.links.values { link.cancel(number: number) }
        }
    }

    static func unsent(_ code: RedisError.Code, _ message: String) -> RedisError {
        RedisError(code: code, message: message, mayHaveTakenEffect: false)
    }

    // MARK: Trying again

    /// How often a command is tried, and how long the back-off grows.
    private struct Patience {
        var maximumAttempts = 3
        var longestDelay = Duration.seconds(1)

        init(_ code: RedisError.Code, isCluster: Bool) {
            guard isCluster else { return }
            maximumAttempts = 8
            // It ends when the last key of the slot has moved. A command that names a key which does not exist waits for
            // that, and each attempt costs the node next to nothing.
            if code == .slotMoving { (maximumAttempts, longestDelay) = (64, .milliseconds(200)) }
        }
    }

    private static let firstDelay = Duration.milliseconds(50)

    /// - Returns: false, at once, when the deadline would pass meanwhile, or has after all, and when the task is cancelled.
    private func wait(
        afterAttempt attempt: Int, _ patience: Patience, deadline: ContinuousClock.Instant
    ) async -> Bool {
        let longest = min(Self.firstDelay * (1 << min(attempt, 10)), patience.longestDelay)
        let delay = longest * (Double(random() >> 11) / Double(1 << 53))
        guard ContinuousClock.now + delay < deadline else { return false }
        do {
            try await loop.sleep(for: delay)
            return ContinuousClock.now < deadline
        } catch {
            return false
        }
    }
}
