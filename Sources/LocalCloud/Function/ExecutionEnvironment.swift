/// The state of one child process as Lambda keeps it for an execution environment: what it waits for, and what it has in
/// hand. Pure bookkeeping; ``LocalFunction`` acts on it.
struct ExecutionEnvironment {
    enum Phase: Equatable {
        /// Started, and not yet asked for an event.
        case initializing
        case running
        /// `/init/error` was reported; the process is expected to end.
        case failed(payload: [UInt8])
        /// An invocation ran out of time, and the process is being killed for it: it gets no more events.
        case ending
    }

    /// An event that the function has got and not yet answered.
    struct InHand {
        let invocation: Invocation
        let begin: ContinuousClock.Instant
        let timer: Task<Void, Never>
    }

    /// What a `/next` is answered with.
    enum Next: Sendable {
        case invocation(Invocation, deadline: Int64)
        /// Answered 403: a state that does not allow it.
        case refused(String)
    }

    /// A `/next` that waits.
    struct Poller {
        let id: Int
        let continuation: CheckedContinuation<Next, Never>
    }

    /// Distinguishes this process from those before it.
    let number: Int
    var phase = Phase.initializing
    var pollers: [Poller] = []
    var inHand: [String: InHand] = [:]
    /// Identifiers of registered extensions; while there is one, the process gets SIGTERM before it is killed.
    var extensions: Set<String> = []
    var waitingExtensions: [CheckedContinuation<Void, Never>] = []

    /// Requests whose answer came, or was given for it; a second answer to one of them is a wrong state, not a wrong id.
    private(set) var finished: [String] = []

    init(number: Int) { self.number = number }

    mutating func finish(_ requestID: String) -> InHand? {
        guard let entry = inHand.removeValue(forKey: requestID) else { return nil }
        entry.timer.cancel()
        finished.append(requestID)
        if finished.count > 256 { finished.removeFirst() }
        return entry
    }
}
