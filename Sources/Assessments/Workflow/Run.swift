import AWSServices
import Gateway
import Logging
import SystemSupport
import WireFormats

/// What a worker knows of its run and has not written down yet. The one place from which a run's progress is written, one
/// write after the other.
actor Run {
    /// The least time between two writes of events, unless there are too many of them.
    static let pace = Duration.seconds(1)
    /// Events, and bytes of events, that may wait to be written.
    private static let maximumPending = (count: 500, bytes: 1 << 20)
    /// Of the agent's words in `agent_response`, in bytes.
    private static let maximumResponse = 32 * 1024
    private static let maximumCalls = 100

    private let store: AssessmentStore
    private let expiry: AttributeValue?
    private(set) var lease: Lease
    private(set) var progress: RunProgress
    private var written: RunProgress
    private(set) var attemptsLeft: Int
    /// When the lease was prolonged last.
    private var prolonged: Timestamp

    private var pending: [AgentEventEntry] = []
    private var pendingSize = 0
    private var nextNumber = 1
    private var lastEvents: Timestamp

    private var response = ""
    private var calls: [JSON] = []
    /// Why the agent may have stopped before it was done, by its own account.
    private(set) var shortfall: RunFailure?

    private var isWriting = false
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(_ lease: Lease, _ assessment: Assessment, _ store: AssessmentStore) {
        self.store = store
        self.lease = lease
        progress = assessment.progress
        written = assessment.progress
        attemptsLeft = assessment.attemptsLeft
        expiry = assessment.item[AssessmentAttribute.expiry]
        prolonged = store.effects.now()
        lastEvents = prolonged
    }

    // MARK: What happens

    /// Notes events, and what they say of the run's progress.
    ///
    /// - Returns: true when they are to be written at once: a stage has begun or ended, or too much is waiting.
    func note(_ entries: [AgentEventEntry]) -> Bool {
        for entry in entries {
            switch entry.kind {
            case .toolCall(let group, let function, _):
                progress.called(group)
                if calls.count < Self.maximumCalls {
                    calls.append(["action_group": .string(group), "function": .string(function)])
                }
            case .toolResponse: progress.answered()
            case .chunk(let text):
                let room = Self.maximumResponse - response.utf8.count
                if room > 0 { response += text.prefix(bytes: room) }
            case .reasoning, .finalResponse, .warning, .error: break
            }
            for piece in entry.storable() {
                pending.append(piece)
                pendingSize += piece.size
            }
        }
        return progress != written || pending.count >= Self.maximumPending.count
            || pendingSize >= Self.maximumPending.bytes
    }

    /// The agent has come to the end of its stream.
    func ended(_ shortfall: RunFailure?) { self.shortfall = shortfall }

    func change(_ change: @Sendable (inout RunProgress) -> Void) { change(&progress) }

    /// The words of the agent and the tools that it called, for `agent_response`.
    var agentResponse: JSON { ["response": .string(response), "tool_calls": .array(calls)] }

    // MARK: Writing

    /// Writes what is due now: events a second after the last ones, changes of the stage, the lease when a third of it has
    /// passed. Then looks for a word from outside.
    ///
    /// - Throws: ``Interruption/lost`` when the run is no longer this worker's, also because storage has failed for so long
    ///   that another may have it.
    func tick() async throws(Interruption) {
        do throws(Failure) {
            let now = store.effects.now()
            if progress != written || now - prolonged >= store.lease / 3
                || (!pending.isEmpty && now - lastEvents >= Self.pace)
            {
                try await write()
            }
            if try await store.isCancelled(lease) { throw Failure(.conflict, "cancelled") }
        } catch {
            try check(error)
        }
    }

    /// Writes everything now.
    func flush() async throws(Interruption) {
        do throws(Failure) { try await write() } catch { try check(error) }
    }

    /// Trouble with storage passes, or lasts until the lease does.
    private func check(_ failure: Failure) throws(Interruption) {
        if failure.kind == .conflict { throw .lost }
        guard store.effects.now() - prolonged < store.lease else { throw .lost }
        store.log.warning("A run's progress could not be written", metadata: ["prefix": "[SESSION]"])
    }

    private func write() async throws(Failure) {
        while isWriting { await withCheckedContinuation { waiting.append($0) } }
        isWriting = true
        defer {
            isWriting = false
            for waiter in waiting { waiter.resume() }
            waiting = []
        }
        try await writeEvents()
        try await writeProgress()
    }

    private func writeEvents() async throws(Failure) {
        guard !pending.isEmpty else { return }
        let (entries, size) = (pending, pendingSize)
        // Those that are noted meanwhile wait behind them; only when these are stored do they leave the queue.
        try await store.append(
            entries, to: lease.id, attempt: lease.attempt, from: nextNumber, expiry: expiry)
        nextNumber += entries.count
        pending.removeFirst(entries.count)
        pendingSize -= size
        lastEvents = store.effects.now()
    }

    private func writeProgress() async throws(Failure) {
        let isDue = store.effects.now() - prolonged >= store.lease / 3
        while progress != written || isDue {
            let saving = progress
            let begun = store.effects.now()
            switch try await store.save(saving == written ? nil : saving, lease) {
            case .saved:
                written = saving
                prolonged = begun
                return
            case .behind(let status): progress.heard(status)
            case .lost: throw Failure(.conflict, "The run has another worker, or has ended")
            }
        }
    }

    // MARK: Ends

    /// Begins anew under the same lease, after what was stored of this attempt.
    ///
    /// - Returns: false when no attempt is left, or the run is lost.
    func restart() async throws(Failure) -> Bool {
        try await write()
        guard let (lease, assessment) = try await store.restart(lease) else { return false }
        self.lease = lease
        attemptsLeft = assessment.attemptsLeft
        progress = assessment.progress
        written = assessment.progress
        prolonged = store.effects.now()
        nextNumber = 1
        return true
    }

    /// Writes what is left, and the end.
    ///
    /// - Returns: false when the run is lost.
    func finish(_ failure: RunFailure?, documents: Documents?) async throws(Failure) -> Bool {
        try await writeEvents()
        // Another try has to make what is missing, though its tool has answered.
        let reached = (documents?.missing ?? []).reduce(progress.status) { min($0, $1.precedingStatus) }
        if let failure { progress.failed(failure.status, stage: failure.stage) } else { progress.completed() }
        let outcome = AssessmentStore.Outcome(
            progress: progress, reached: failure == nil ? nil : reached, failure: failure, documents: documents,
            response: agentResponse)
        return try await store.finish(lease, outcome) != nil
    }

    /// Writes what is left, and lets go.
    ///
    /// - Returns: false when the run is lost.
    func release() async throws(Failure) -> Bool {
        do throws(Failure) {
            try await write()
        } catch {
            guard error.kind == .conflict else { throw error }
            return false
        }
        return try await store.release(lease) != nil
    }
}
