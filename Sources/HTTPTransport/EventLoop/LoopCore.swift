internal import Glibc
internal import Synchronization

/// The event loop's inside: the jobs that are ready, the transfers and streams, the timers, the signals. All state but ``inbox`` and
/// ``owner`` belongs to the thread that runs the loop, which is why the class may call itself Sendable.
final class LoopCore: @unchecked Sendable {
    /// Jobs run between two looks at the sockets, so that tasks which never wait cannot starve those that do.
    private static let jobsPerTurn = 64

    /// The thread that runs the loop, as `pthread_self()`; 0 for none.
    private let owner = Atomic<UInt>(0)
    private let inbox = LoopInbox()
    private let multi: MultiHandle

    private var jobs = JobQueue()
    private var timers = TimerHeap()
    private var signals: SignalPipe?
    private var isShutDown = false
    private var isStopped = false

    /// - Throws: ``HTTPError/Code/connect`` when libcurl cannot start.
    init() throws(HTTPError) { multi = try MultiHandle() }

    // MARK: From any thread

    var isOnLoop: Bool { owner.load(ordering: .relaxed) == pthread_self() }

    func enqueue(_ job: UnownedJob) {
        if isOnLoop { jobs.append(job) } else { post(.job(job)) }
    }

    /// Runs `action` on the loop's thread at its next turn.
    func post(_ action: @escaping @Sendable (LoopCore) -> Void) { post(.action(action)) }

    /// Runs `action` on the loop's thread: now when this is it. Not for code that libcurl may have called.
    func perform(_ action: @escaping @Sendable (LoopCore) -> Void) {
        if isOnLoop { action(self) } else { post(.action(action)) }
    }

    private func post(_ item: LoopInbox.Item) {
        if inbox.append(item), !isOnLoop { multi.wakeUp() }
    }

    /// Makes the calling thread the loop's own.
    ///
    /// - Returns: false when another one is, or this one already.
    func claim() -> Bool {
        owner.compareExchange(expected: 0, desired: pthread_self(), ordering: .acquiringAndReleasing).exchanged
    }

    func disclaim() { owner.store(0, ordering: .releasing) }

    // MARK: The loop

    /// Runs until `isDone`, which is asked after each job, or ``stop()``.
    func run(for executor: UnownedTaskExecutor, until isDone: () -> Bool) {
        while true {
            if inbox.hasItems { takeInbox() }
            for _ in 0..<Self.jobsPerTurn {
                guard let job = jobs.popFirst() else { break }
                job.runSynchronously(on: executor)
                if isDone() { return }
            }
            if isStopped || isDone() { return }
            if !timers.isEmpty { wakeSleepers() }
            multi.perform()
            let isBusy = !jobs.isEmpty || inbox.hasItems
            // Jobs that never end must not starve the streams, which only the wait looks after.
            guard !isBusy || multi.hasStreams else { continue }
            let deadline = isBusy ? ContinuousClock.now : timers.nextDeadline()
            if multi.wait(until: deadline, also: signals?.descriptor) { signals?.drain() }
        }
    }

    func stop() { isStopped = true }

    private func takeInbox() {
        for item in inbox.takeAll() {
            switch item {
            case .job(let job): jobs.append(job)
            case .action(let action): action(self)
            }
        }
    }

    private func wakeSleepers() {
        let now = ContinuousClock.now
        while let sleeper = timers.popFirst(until: now) { sleeper.end(inTime: true) }
    }

    // MARK: Transfers

    /// From any thread, but not from code that libcurl may have called.
    func submit(_ transfer: Transfer) {
        if isOnLoop { multi.start(transfer) } else { post { $0.multi.start(transfer) } }
    }

    /// Ends a transfer from this side: its connection is closed at once.
    func abort(_ transfer: Transfer, _ error: (_ sent: Bool) -> HTTPError) { multi.abort(transfer, error) }

    /// Goes on with a transfer whose sink has taken no more.
    func resume(_ transfer: Transfer) { multi.resume(transfer) }

    // MARK: Streams

    func open(_ stream: Stream) { multi.open(stream) }

    func flush(_ stream: Stream) { multi.flush(stream) }

    func receive(from stream: Stream, _ receiver: Stream.Receiver) { multi.receive(from: stream, receiver) }

    func end(_ stream: Stream, _ error: HTTPError) { multi.end(stream, error) }

    // MARK: Timers, signals, end

    func park(_ sleeper: Sleeper, until deadline: ContinuousClock.Instant, _ waiter: UnsafeContinuation<Bool, Never>) {
        guard sleeper.wait(waiter) else { return }
        guard !isShutDown else { return sleeper.end(inTime: false) }
        timers.insert(sleeper, at: deadline)
    }

    func cancel(_ sleeper: Sleeper) {
        guard sleeper.isWaiting else { return sleeper.end(inTime: false) }
        sleeper.end(inTime: false)
        timers.noteCancelled()
    }

    func listen(_ listener: SignalPipe.Listener, number: UInt64) {
        if signals == nil, !isShutDown { signals = SignalPipe() }
        guard let signals else { return listener.continuation.finish() }
        signals.add(listener, number: number)
    }

    func endListening(number: UInt64) { signals?.remove(number: number) }

    func shutDown() {
        isShutDown = true
        multi.shutDown()
        for sleeper in timers.removeAll() { sleeper.end(inTime: false) }
        signals = nil
    }
}
