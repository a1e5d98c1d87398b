import HTTPTransport

/// What is counted of runs.
extension Counter {
    /// Runs whose lease had ended and that the sweep has started again. Each sweep writes it, be it 0.
    static let sweepHits = Counter("SweepHits")
    /// Runs without a worker that nothing here helps any more: given up after their last attempt, or found by a sweep that
    /// could neither start nor change them, which counts them each time. Each sweep writes it, be it 0.
    static let stuckWorkflows = Counter("StuckWorkflows")

    /// - Parameter outcome: a status that is final, or how else a worker's invocation ends.
    static func workflowOutcome(_ outcome: String) -> Counter { Counter("WorkflowOutcome", "Outcome", outcome) }
}

extension Workflow.Ending {
    var outcome: String {
        switch self {
        case .completed: WorkflowStatus.completed.rawValue
        case .failed(let failure): failure.status.rawValue
        case .continued: "CONTINUED"
        case .notNeeded: "NOT_NEEDED"
        case .missing: "MISSING"
        }
    }
}
