public import HTTPTransport
internal import Synchronization

/// Sends commands to one Redis server over one connection, which all callers share: their commands go out as they come,
/// and are answered in that order. It speaks the protocol's version 2, as every Redis and compatible server does.
///
/// The connection is made when a command needs it, and made again when it broke, was idle for long, or leads to a replica.
/// A command that certainly was not carried out is tried again, up to three times in all, with exponential back-off and full
/// jitter, never past its deadline; one whose answer was lost only when it is idempotent.
///
/// It can be used from any task; from one that prefers the loop as its executor, no thread is ever switched.
public final class RedisClient: Sendable {
    private static let maximumAttempts = 3
    private static let firstDelay = Duration.milliseconds(50)

    private let configuration: RedisConfiguration
    private let loop: CurlEventLoop
    private let random: @Sendable () -> UInt64
    private let state = Mutex(State())

    /// A lock, and no actor: what a caller sends and its place among those who wait must be one step, from whatever thread.
    private struct State {
        var link: RedisLink?
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

    /// Sends a command and gives the answer.
    ///
    /// - Parameter deadline: when to give up; at the latest after the configuration's `commandTimeout` and with the
    ///   invocation's own deadline (``InvocationScope``).
    /// - Throws: ``RedisError``; each of its codes says when. An error that stands inside an array is part of the answer.
    public func send(
        _ command: RedisCommand, deadline: ContinuousClock.Instant? = nil
    ) async throws(RedisError) -> RedisValue {
        var end = ContinuousClock.now + configuration.commandTimeout
        for bound in [deadline, InvocationScope.deadline] { end = min(end, bound ?? end) }
        let bytes = command.wireBytes
        var attempt = 1
        while true {
            let failure: RedisError
            switch await self.attempt(bytes, deadline: end) {
            case .success(.error(let text)): failure = RedisError(reply: text)
            case .success(let value): return value
            case .failure(let error): failure = error
            }
            // A fail-over has made a replica of it. The name may lead elsewhere by now.
            if failure.code == .readOnlyReplica {
                state.withLock { if $0.link?.isIdle == true { $0.link = nil } }
            }
            guard failure.allowsRetry(of: command), attempt < Self.maximumAttempts,
                await wait(afterAttempt: attempt, deadline: end)
            else { throw failure }
            attempt += 1
        }
    }

    /// Ends the connection; every command, under way or later, fails with ``RedisError/Code/closed``.
    public func close() {
        state.withLock { state in
            state.isClosed = true
            let failure = HTTPError(code: .cancelled, requestWasSent: false, message: "the client has been closed")
            state.link?.end(failure)
            state.link = nil
        }
    }

    private func attempt(_ bytes: [UInt8], deadline: ContinuousClock.Instant) async -> Result<RedisValue, RedisError> {
        guard !Task.isCancelled else { return .failure(Self.unsent(.cancelled, "the task had been cancelled")) }
        guard ContinuousClock.now < deadline else {
            return .failure(Self.unsent(.timeout, "the deadline had passed before the start"))
        }
        let number = state.withLock { $0.nextNumber() }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                enqueue(bytes, number: number, deadline: deadline, continuation)
                // The handler may have run before there was something to cancel.
                if Task.isCancelled { cancel(number) }
            }
        } onCancel: {
            // Not from here: continuations are resumed under the lock, and the task's own locks may be held.
            Task(executorPreference: loop) { self.cancel(number) }
        }
    }

    private func enqueue(
        _ bytes: [UInt8], number: UInt64, deadline: ContinuousClock.Instant, _ continuation: RedisLink.Continuation
    ) {
        let opened = state.withLock { state -> (StreamConnection, UInt64)? in
            do throws(RedisError) {
                let (link, isNew) = try usableLink(&state)
                link.enqueue(bytes, number: number, deadline: deadline, continuation)
                return isNew ? (link.stream, link.number) : nil
            } catch {
                continuation.resume(returning: .failure(error))
                return nil
            }
        }
        if let (stream, link) = opened { listen(to: stream, link: link) }
    }

    private func cancel(_ number: UInt64) { state.withLock { $0.link?.cancel(number: number) } }

    private static func unsent(_ code: RedisError.Code, _ message: String) -> RedisError {
        RedisError(code: code, message: message, mayHaveTakenEffect: false)
    }

    /// - Returns: false, at once, when the deadline would pass meanwhile, and when the task is cancelled.
    private func wait(afterAttempt attempt: Int, deadline: ContinuousClock.Instant) async -> Bool {
        let longest = Self.firstDelay * (1 << (attempt - 1)) * 2
        let delay = longest * (Double(random() >> 11) / Double(1 << 53))
        guard ContinuousClock.now + delay < deadline else { return false }
        do {
            try await loop.sleep(for: delay)
            return true
        } catch {
            return false
        }
    }

    // MARK: The connection

    private func usableLink(_ state: inout State) throws(RedisError) -> (RedisLink, isNew: Bool) {
        guard !state.isClosed else { throw Self.unsent(.closed, "the client has been closed") }
        if let link = state.link, !link.hasEnded, !link.wasIdle(for: configuration.maximumIdleTime) {
            return (link, false)
        }
        let link = try RedisLink(number: state.nextNumber(), configuration, on: loop)
        state.link = link
        return (link, true)
    }

    /// Reads for as long as the connection lasts, on behalf of no caller: none of their deadlines is inherited. It ends with
    /// the link, which closes the stream.
    private func listen(to stream: StreamConnection, link: UInt64) {
        Task.detached(executorPreference: loop) { [weak self] in
            var failure: HTTPError?
            do throws(HTTPError) {
                while let bytes = try await stream.receive() { self?.take(bytes, fromLink: link) }
            } catch {
                failure = error
            }
            self?.end(link: link, failure)
        }
    }

    private func take(_ bytes: [UInt8], fromLink number: UInt64) {
        state.withLock { state in
            guard let link = state.link, link.number == number else { return }
            link.take(bytes)
        }
    }

    private func end(link number: UInt64, _ failure: HTTPError?) {
        state.withLock { state in
            guard let link = state.link, link.number == number else { return }
            link.end(failure)
            state.link = nil
        }
    }
}
