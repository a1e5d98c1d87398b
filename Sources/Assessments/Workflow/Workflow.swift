import AWSCore
import AWSServices
import Gateway
import HTTPTransport
import Logging
import SystemSupport
import WireFormats

/// The long part of an assessment: what one asynchronous invocation does for a run.
struct Workflow: Sendable {
    /// What came of an invocation.
    enum Ending: Sendable, Hashable {
        case completed
        case failed(RunFailure)
        /// Goes on in another invocation.
        case continued
        /// Another worker has the run, or it was cancelled or over: nothing was done.
        case notNeeded
        case missing
    }

    /// Of InvokeAgent, in one invocation.
    static let maximumTries = 3
    /// The longest wait before the second try; twice that before the third.
    static let firstWait = Duration.seconds(2)
    /// How often the worker looks up from its stream.
    static let watchInterval = Duration.milliseconds(500)
    /// What is kept of the invocation's time to write everything down: this, or a fifth of it where it is short.
    static let margin = Duration.seconds(10)

    let store: AssessmentStore
    let agent: AgentSetting
    let artifacts: ArtifactStore
    let requiresAllDocuments: Bool
    /// Invokes this function with an event, asynchronously.
    let start: EventInvocation
    var log: Logger

    /// - Throws: ``Failure`` when storage fails at the beginning or the end. Then the invocation should fail, so that Lambda
    ///   tries it again.
    func run(_ id: String) async throws(Failure) -> Ending {
        switch try await store.claim(id) {
        case .missing: return .missing
        case .held, .over: return .notNeeded
        case .exhausted(let assessment):
            let failure = RunFailure.workerLost(attempts: assessment.attempt)
            guard try await store.giveUp(assessment, failure) else { return .notNeeded }
            InvocationScope.metrics?.count(.stuckWorkflows)
            return .failed(failure)
        case .claimed(let lease, let assessment):
            var workflow = self
            workflow.log[metadataKey: "session"] = "\(id)"
            workflow.log.info("A worker has begun", metadata: ["prefix": "[SESSION]", "attempt": "\(lease.attempt)"])
            return try await workflow.work(Run(lease, assessment, store), on: assessment)
        }
    }

    private func work(_ run: Run, on assessment: Assessment) async throws(Failure) -> Ending {
        let timeIsUp = InvocationScope.deadline.map { $0 - min(Self.margin, ($0 - .now) / 5) }
        var interruption = await converseWatched(run, assessment, until: timeIsUp)
        var documents: Documents?
        if interruption == nil {
            do {
                documents = try await artifacts.documents(of: assessment.id)
                if let missing = documents.flatMap(shortcoming) {
                    // What the agent has said of it is nearer to the cause.
                    interruption = .failed(await run.shortfall ?? missing)
                }
            } catch {
                log.error(
                    "The documents could not be listed", metadata: ["prefix": "[SESSION]", "error": "\(error.code)"])
                interruption = .failed(
                    RunFailure(code: .storageUnavailable, message: "The documents could not be looked up."))
            }
        }
        switch interruption {
        case nil: return try await finish(run, nil, documents)
        case .lost:
            log.info("The run is no longer this worker's", metadata: ["prefix": "[SESSION]"])
            return .notNeeded
        case .failed(let failure): return try await finish(run, failure, documents)
        case .outOfTime: return try await handOver(run, assessment.id)
        }
    }

    private func finish(_ run: Run, _ failure: RunFailure?, _ documents: Documents?) async throws(Failure) -> Ending {
        guard try await run.finish(failure, documents: documents) else { return .notNeeded }
        guard let failure else {
            log.info("The run has completed", metadata: ["prefix": "[SESSION]"])
            return .completed
        }
        log.error("The run has failed", metadata: ["prefix": "[SESSION]", "code": "\(failure.code.rawValue)"])
        return .failed(failure)
    }

    /// Lets another invocation go on.
    private func handOver(_ run: Run, _ id: String) async throws(Failure) -> Ending {
        guard await run.attemptsLeft > 0 else { return try await finish(run, .timedOut, nil) }
        guard try await run.release() else { return .notNeeded }
        do {
            try await start(Submission.continuation(of: id).serialized())
        } catch {
            // The sweep finds the run: its lease has ended.
            log.warning(
                "The next invocation could not be started; the sweep will",
                metadata: ["prefix": "[SESSION]", "error": "\(type(of: error))"])
        }
        log.info("The run goes on in another invocation", metadata: ["prefix": "[SESSION]"])
        return .continued
    }

    /// What is wrong with what the agent has made. One of two documents is enough only where that is configured.
    private func shortcoming(of documents: Documents) -> RunFailure? {
        let missing = documents.missing
        if documents.all.isEmpty {
            return RunFailure(code: .documentsMissing, message: "The agent finished, but no documents were generated.")
        }
        guard requiresAllDocuments, !missing.isEmpty else { return nil }
        let names = missing.map(\.title).joined(separator: " and ")
        return RunFailure(code: .documentsMissing, message: "The agent finished, but \(names) was not generated.")
    }
}

// MARK: - The conversation with the agent

extension Workflow {
    /// Talks to the agent while another task looks at the clock, writes what is due and listens for a cancellation. Whichever
    /// ends first ends the other.
    private func converseWatched(
        _ run: Run, _ assessment: Assessment, until timeIsUp: ContinuousClock.Instant?
    ) async -> Interruption? {
        await withTaskGroup(of: Interruption?.self) { group in
            group.addTask { await interruption { () throws(Interruption) in try await converse(run, assessment) } }
            group.addTask { await interruption { () throws(Interruption) in try await watch(run, until: timeIsUp) } }
            let first = await group.next() ?? nil
            group.cancelAll()
            return first
        }
    }

    private func interruption(_ body: () async throws(Interruption) -> Void) async -> Interruption? {
        do throws(Interruption) {
            try await body()
            return nil
        } catch {
            return error
        }
    }

    /// Never returns while its task goes on.
    private func watch(_ run: Run, until timeIsUp: ContinuousClock.Instant?) async throws(Interruption) {
        while true {
            var wait = Self.watchInterval
            if let timeIsUp { wait = max(.zero, min(wait, timeIsUp - .now)) }
            do { try await store.sleep(wait) } catch { throw .outOfTime }
            if let timeIsUp, timeIsUp <= .now { throw .outOfTime }
            try await run.tick()
        }
    }
}
