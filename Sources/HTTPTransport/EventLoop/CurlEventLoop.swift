internal import Glibc
internal import Synchronization

/// A Swift task executor of one thread whose idle time is spent in libcurl's poll: tasks that prefer it run between the
/// looks at the sockets, and an exchange of ``HTTPClient`` suspends the task until the loop resumes it. No exchange
/// hops between threads, and nothing on the loop's own thread takes a lock.
///
/// The loop works only while a thread runs it: ``run(_:)`` or, from then on, ``start()``. It must live as long as the
/// tasks that prefer it. Code on the main actor does not run while the main thread runs the loop. A task without a
/// preference may come to run here for a while when it leaves an actor that a task of the loop has entered (seen in Swift
/// 6.3): what blocks does not belong into such a task either.
///
/// SIGPIPE is ignored in the whole process once a loop was made, unless it has a handler.
public final class CurlEventLoop: TaskExecutor, Sendable {
    /// Why ``run(_:)`` did not run: a thread runs the loop already, possibly this one.
    public struct AlreadyRunning: Error, Sendable, Hashable {}

    let core: LoopCore
    private let isStarted = Atomic(false)
    private let listenerNumber = Atomic<UInt64>(0)

    /// - Throws: ``HTTPError/Code/connect`` when libcurl cannot start.
    public init() throws(HTTPError) { core = try LoopCore() }

    deinit {
        // The thread of start() holds only the core: it ends now, and closes all connections.
        core.post { $0.stop() }
    }

    /// True in code that the loop's thread runs.
    public var isOnLoop: Bool { core.isOnLoop }

    public func enqueue(_ job: consuming ExecutorJob) { core.enqueue(UnownedJob(job)) }

    public func asUnownedTaskExecutor() -> UnownedTaskExecutor { UnownedTaskExecutor(ordinary: self) }

    /// Runs the loop on the calling thread until a task that prefers it has run `body`. What else is going on then goes
    /// on when the loop is run again.
    ///
    /// - Returns: what `body` returns.
    /// - Throws: what `body` throws; ``AlreadyRunning`` when a thread runs the loop already.
    public func run<T: Sendable>(_ body: @escaping @Sendable () async throws -> T) throws -> T {
        guard !isStarted.load(ordering: .acquiring), core.claim() else { throw AlreadyRunning() }
        defer { core.disclaim() }
        let outcome = Outcome<T>()
        Task(executorPreference: self) {
            let result: Result<T, any Error>
            do {
                result = .success(try await body())
            } catch {
                result = .failure(error)
            }
            outcome.set(result)
        }
        core.run(for: asUnownedTaskExecutor()) { outcome.isSet }
        return try outcome.get()
    }

    /// Runs the loop on a thread of its own until the value is released; waits for a ``run(_:)`` that is going on. The
    /// second call does nothing.
    public func start() {
        guard !isStarted.exchange(true, ordering: .acquiringAndReleasing) else { return }
        LoopThread.start(core, executor: asUnownedTaskExecutor())
    }

    /// Ends every exchange with ``HTTPError/Code/shutDown``, now and from then on, every ``sleep(for:)`` with
    /// `CancellationError`, and every stream of signals. Jobs still run, so that each task hears of it. May be called
    /// from any thread and more than once; it takes effect at the loop's next turn, if not called from the loop itself.
    public func shutDown() { core.perform { $0.shutDown() } }

    func nextListenerNumber() -> UInt64 { listenerNumber.wrappingAdd(1, ordering: .relaxed).newValue }
}

/// What the task of ``CurlEventLoop/run(_:)`` leaves behind.
private final class Outcome<T: Sendable>: Sendable {
    private let result = Mutex<Result<T, any Error>?>(nil)
    private let flag = Atomic(false)

    var isSet: Bool { flag.load(ordering: .acquiring) }

    func set(_ result: Result<T, any Error>) {
        self.result.withLock { $0 = result }
        flag.store(true, ordering: .releasing)
    }

    /// - Throws: what the task threw, or `CancellationError` when the loop was stopped before the task ended.
    func get() throws -> T {
        guard let result = result.withLock({ $0 }) else { throw CancellationError() }
        return try result.get()
    }
}
