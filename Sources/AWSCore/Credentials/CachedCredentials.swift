import Synchronization
public import WireFormats

/// Keeps another provider's credentials and fetches new ones before they expire.
///
/// Windows as in botocore: from 15 minutes before the end one caller fetches new ones while the others go on with the old;
/// from 10 minutes before the end everybody waits for the new. When fetching fails, the old ones are used as long as they
/// are valid, and it is tried again after a minute at the earliest, in the last ten minutes at every call.
public final class CachedCredentials: CredentialProvider {
    public static let advisoryWindow = Duration.seconds(900)
    public static let mandatoryWindow = Duration.seconds(600)
    private static let pauseAfterFailure = Duration.seconds(60)

    private typealias Outcome = Result<AWSCredentials, CredentialError>

    private struct State {
        var current: AWSCredentials?
        var isRefreshing = false
        var nextAttempt: Timestamp?
        var waiters: [CheckedContinuation<Outcome?, Never>] = []
    }

    private enum Step {
        case use(AWSCredentials)
        case refresh(fallback: AWSCredentials?)
        case wait
    }

    private let provider: any CredentialProvider
    private let clock: @Sendable () -> Timestamp
    private let state = Mutex(State())

    public init(_ provider: any CredentialProvider, clock: @escaping @Sendable () -> Timestamp) {
        self.provider = provider
        self.clock = clock
    }

    public func credentials() async throws(CredentialError) -> AWSCredentials {
        while true {
            switch state.withLock({ Self.step(&$0, now: clock()) }) {
            case .use(let credentials): return credentials
            case .refresh(let fallback): return try await refresh(fallback)
            case .wait: if let outcome = await waitForRefresh() { return try outcome.get() }
            }
        }
    }

    /// The caller that finds old credentials fetches new ones in its own task; no task is started for it, so the work
    /// stays on the caller's executor. When that caller is cancelled, the next one that waited takes over.
    private static func step(_ state: inout State, now: Timestamp) -> Step {
        if let current = state.current {
            guard let expiration = current.expiration else { return .use(current) }
            let left = expiration - now
            if left > advisoryWindow { return .use(current) }
            let isMandatory = left <= mandatoryWindow
            if !isMandatory, state.isRefreshing || state.nextAttempt.map({ now < $0 }) == true { return .use(current) }
        }
        if state.isRefreshing { return .wait }
        state.isRefreshing = true
        let isValid = state.current?.expiration.map { now < $0 } ?? false
        return .refresh(fallback: isValid ? state.current : nil)
    }

    private func refresh(_ fallback: AWSCredentials?) async throws(CredentialError) -> AWSCredentials {
        let fetched: Outcome
        do {
            fetched = .success(try await provider.credentials())
        } catch {
            fetched = .failure(error)
        }
        let waiters = state.withLock { state in
            if case .success(let credentials) = fetched {
                state.current = credentials
                state.nextAttempt = nil
            } else {
                state.nextAttempt = clock() + Self.pauseAfterFailure
            }
            state.isRefreshing = false
            defer { state.waiters = [] }
            return state.waiters
        }
        var outcome = fetched
        if let fallback, case .failure = fetched { outcome = .success(fallback) }
        // A failure of a caller that was cancelled says nothing to the others: they try themselves.
        let isOwn = Task.isCancelled
        for waiter in waiters { waiter.resume(returning: isOwn ? nil : outcome) }
        return try outcome.get()
    }

    /// What the caller that fetches has got; `nil` to look again.
    private func waitForRefresh() async -> Outcome? {
        await withCheckedContinuation { continuation in
            let isOver = state.withLock { state in
                guard state.isRefreshing else { return true }
                state.waiters.append(continuation)
                return false
            }
            if isOver { continuation.resume(returning: nil) }
        }
    }
}
