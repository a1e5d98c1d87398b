import AWSServices
import Gateway
import HTTPTransport
import Logging
import SystemSupport
import Tables
import WireFormats

/// Finds runs whose worker is not heard of any more, or was never started, and starts one.
struct Sweep: Sendable {
    struct Report: Sendable, Hashable {
        var restarted = 0
        var failed = 0

        var json: JSON {
            ["restarted": .number(JSONNumber(restarted)), "failed": .number(JSONNumber(failed))]
        }
    }

    let store: AssessmentStore
    let start: EventInvocation
    let log: Logger

    /// - Throws: ``Failure`` when storage cannot be reached; what has been done by then stays done, and the next sweep goes
    ///   on.
    func run() async throws(Failure) -> Report {
        var report = Report()
        InvocationScope.metrics?.count(.sweepHits, 0)
        InvocationScope.metrics?.count(.stuckWorkflows, 0)
        for shard in AssessmentStore.shards {
            var startKey: Item?
            repeat {
                let page = try await store.expiredLeases(shard, after: startKey)
                for item in page.items {
                    guard let id = item[AssessmentAttribute.id]?.string else { continue }
                    do {
                        try await rescue(id, &report)
                    } catch {
                        // An item that takes no change, being full, must not keep the others from theirs.
                        guard error.kind != .unavailable else { throw error }
                        InvocationScope.metrics?.count(.stuckWorkflows)
                        log.error(
                            "A run could not be swept",
                            metadata: ["prefix": "[SESSION]", "session": "\(id)", "error": "\(error.kind)"])
                    }
                }
                startKey = page.lastKey
            } while startKey != nil
        }
        if report != Report() {
            log.warning(
                "Runs had lost their worker",
                metadata: [
                    "prefix": "[SESSION]", "restarted": "\(report.restarted)", "failed": "\(report.failed)",
                ])
        }
        return report
    }

    /// The index may lag, so the item itself decides.
    private func rescue(_ id: String, _ report: inout Report) async throws(Failure) {
        guard let assessment = try await store.get(id), !assessment.workflowStatus.isTerminal,
            assessment.leaseUntil <= store.effects.now().milliseconds
        else { return }
        guard assessment.attemptsLeft > 0 else {
            let failure = RunFailure.workerLost(attempts: assessment.attempt)
            guard try await store.giveUp(assessment, failure) else { return }
            report.failed += 1
            InvocationScope.metrics?.count(.stuckWorkflows)
            InvocationScope.metrics?.count(.workflowOutcome(failure.status.rawValue))
            return
        }
        guard try await store.requeue(assessment) else { return }
        do {
            try await start(Submission.continuation(of: id).serialized())
            report.restarted += 1
            InvocationScope.metrics?.count(.sweepHits)
        } catch {
            // The run has been given one lease more; when that ends, the sweep tries again.
            InvocationScope.metrics?.count(.stuckWorkflows)
            log.error(
                "A run could not be started again",
                metadata: ["prefix": "[SESSION]", "session": "\(id)", "error": "\(type(of: error))"])
        }
    }
}
