import Gateway
import HTTPTransport
import Logging
import SystemSupport
import WireFormats

/// What clients do to a run.
extension Assessments {
    /// `POST /api/assessments/{id}/cancel`: ends the run, whoever works on it. Cancelling what is cancelled changes nothing;
    /// what has ended otherwise is refused with 409.
    func cancel(_ request: Request) async throws(Failure) -> Response {
        var assessment = try await assessment(request)
        if !assessment.workflowStatus.isTerminal {
            if let cancelled = try await store.cancel(assessment) {
                InvocationScope.metrics?.count(.workflowOutcome(WorkflowStatus.cancelled.rawValue))
                log.info("A run was cancelled", metadata: ["prefix": "[SESSION]", "session": "\(assessment.id)"])
                assessment = cancelled
            } else {
                // It has ended meanwhile.
                assessment = try await self.assessment(request)
            }
        }
        guard assessment.workflowStatus == .cancelled else {
            throw Failure(.conflict, "The assessment is \(assessment.status) and cannot be cancelled any more")
        }
        // With each repeat: the request that cancelled it may have died before its word to the worker was out.
        try await store.notify(assessment)
        return Self.state(of: assessment, "The assessment has been cancelled.")
    }

    /// `POST /api/assessments/{id}/retry`: another try of a run that has failed or was cancelled. It goes on behind the last
    /// tool that had finished. While it is under way a repeat changes nothing; what has completed is refused with 409.
    func retry(_ request: Request) async throws(Failure) -> Response {
        let assessment = try await assessment(request)
        switch assessment.workflowStatus {
        case .completed:
            throw Failure(.conflict, "The assessment is COMPLETED and needs no other try")
        case .error, .configurationError, .cancelled:
            guard let reopened = try await store.reopen(assessment) else {
                return Self.state(of: try await self.assessment(request), "The assessment is under way.")
            }
            log.info("A run is tried again", metadata: ["prefix": "[SESSION]", "session": "\(assessment.id)"])
            return try await begin(reopened.id, .object(Submission.continuation(of: reopened.id)))
        default:
            return Self.state(of: assessment, "The assessment is under way.")
        }
    }

    private static func state(of assessment: Assessment, _ message: String) -> Response {
        .json([
            "session_id": .string(assessment.id), "status": .string(assessment.status),
            "message": .string(message), "poll_url": .string("/api/agent-status/\(assessment.id)"),
        ])
    }
}
