import AWSCore
import AWSServices
import Gateway
import HTTPTransport
import Logging
import WireFormats

/// What passes between the worker and the agent.
extension Workflow {
    /// A try that did not come to its end.
    private struct Break {
        let error: AWSError
        /// Events of the stream have been noted; the next try must be another attempt.
        let cameAfterEvents: Bool
    }

    /// Asks the agent and follows its stream; after a failure that may pass, again.
    func converse(_ run: Run, _ assessment: Assessment) async throws(Interruption) {
        guard case .configured(let agent) = agent else { throw .failed(.configuration(agent)) }
        var number = 1
        while let broken = try await follow(agent, run, assessment) {
            // Whoever has ended this conversation knows why.
            guard !Task.isCancelled else { throw .outOfTime }
            let (error, failure) = (broken.error, RunFailure(broken.error))
            log.warning(
                "The agent failed",
                metadata: ["prefix": "[BEDROCK AGENT]", "try": "\(number)", "error": "\(error.serviceCode ?? "none")"])
            log.debug("Why the agent failed", metadata: ["prefix": "[BEDROCK AGENT]", "error": "\(error)"])
            let kind: AgentEventEntry.Kind =
                if error.serviceCode == "ModelNotReadyException" {
                    .warning("The agent's model is not ready yet, waiting...")
                } else if error.isThrottling {
                    .warning("Rate limit reached, slowing down...")
                } else {
                    .error(code: failure.code.rawValue, failure.message)
                }
            _ = await run.note([AgentEventEntry(kind: kind, time: store.effects.now())])
            guard number < Self.maximumTries, error.mayPass else { throw .failed(failure) }
            if broken.cameAfterEvents { try await restart(run, or: failure) }
            number += 1
            let (reason, next) = (error.isThrottling ? "throttled" : "agent unavailable", number)
            await run.change { $0.retrying(reason, attempt: next) }
            try await run.flush()
            do { try await store.sleep(wait(beforeTry: number)) } catch { throw .outOfTime }
            InvocationScope.metrics?.count(.retries)
        }
    }

    private func restart(_ run: Run, or failure: RunFailure) async throws(Interruption) {
        do {
            guard try await run.restart() else { throw failure }
        } catch {
            throw .failed(failure)
        }
    }

    /// Full jitter over ``firstWait``, doubled with each try (AWS Architecture Blog: "Exponential Backoff And Jitter").
    private func wait(beforeTry number: Int) -> Duration {
        let random = store.effects.randomBytes(4).reduce(0) { $0 << 8 | Int($1) }
        return Self.firstWait * (1 << (number - 2)) * (Double(random) / Double(UInt32.max))
    }

    /// One InvokeAgent.
    ///
    /// - Returns: how it broke off; `nil` when the agent came to its end.
    private func follow(
        _ agent: any AssessmentAgent, _ run: Run, _ assessment: Assessment
    ) async throws(Interruption) -> Break? {
        let prompt = AgentPrompt.text(
            for: Submission(assessment), id: assessment.id, finished: await run.progress.finishedTools)
        let events: any AsyncSequence<AgentEvent, AWSError> & Sendable
        do {
            events = try await agent.invoke(sessionID: assessment.id, inputText: prompt)
        } catch {
            return Break(error: error, cameAfterEvents: false)
        }
        log.info("The agent has begun", metadata: ["prefix": "[BEDROCK AGENT]"])
        await run.change { $0.accepted() }
        try await run.flush()
        return try await read(events, run)
    }

    private func read(
        _ events: some AsyncSequence<AgentEvent, AWSError>, _ run: Run
    ) async throws(Interruption) -> Break? {
        var reader = AgentEventReader(now: store.effects.now)
        var counts = Counts()
        var iterator = events.makeAsyncIterator()
        while true {
            let event: AgentEvent?
            do throws(AWSError) {
                event = try await iterator.next(isolation: nil)
            } catch {
                if error.isThrottling { InvocationScope.metrics?.count(.throttles) }
                try await note(reader.finish(), run, &counts)
                return Break(error: error, cameAfterEvents: counts.events > 0)
            }
            guard let event else {
                try await note(reader.finish(), run, &counts)
                await run.ended(reader.shortfall)
                return nil
            }
            try await note(reader.entries(for: event), run, &counts)
        }
    }

    private struct Counts {
        var events = 0
        var chunks = 0
        var calls = 0
    }

    private func note(_ entries: [AgentEventEntry], _ run: Run, _ counts: inout Counts) async throws(Interruption) {
        guard !entries.isEmpty else { return }
        counts.events += entries.count
        for entry in entries {
            switch entry.kind {
            case .chunk(let text):
                counts.chunks += 1
                log.info(
                    "A chunk has come",
                    metadata: ["prefix": "[CHUNK #\(counts.chunks)]", "bytes": "\(text.utf8.count)"])
            case .toolCall(let group, let function, _):
                counts.calls += 1
                log.info(
                    "The agent calls a tool",
                    metadata: [
                        "prefix": "[TOOL CALL #\(counts.calls)]", "action_group": "\(group)", "function": "\(function)",
                    ])
            default: break
            }
        }
        if await run.note(entries) { try await run.flush() }
    }
}
