import Gateway
import HTTPTransport
import Logging
import SystemSupport
import WireFormats

extension Assessments {
    /// `POST /api/submit-assessment`
    func submit(_ request: Request) async throws(Failure) -> Response {
        let identity = try identity(of: request)
        let submission = try Submission(body: request.body)
        let key = try request.headers.idempotencyKey
        let owner = identity.userID
        let id = key.map { DerivedUUID.of("assessment", owner ?? "", $0) } ?? store.effects.uuid()
        if let existing = try await store.create(id, submission, owner: owner) {
            guard existing.request?.hasSameBytes(as: submission.digest) == true else {
                throw Failure(.unprocessable, "The Idempotency-Key was used with another body")
            }
            guard try await isToBegin(existing) else { return Self.accepted(id) }
        }
        log.info("An assessment was submitted", metadata: ["prefix": "[SESSION]", "session": "\(id)"])
        return try await begin(id, submission.event(for: id))
    }

    /// True when no worker has begun on what was submitted before: the first request may have died before it could invoke,
    /// where a second event does no harm, or it was told that it could not.
    private func isToBegin(_ existing: Assessment) async throws(Failure) -> Bool {
        guard existing.attempt == 0 else { return false }
        if existing.errorCode == RunFailure.Code.startFailed.rawValue {
            return try await store.reopen(existing) != nil
        }
        return existing.workflowStatus == .pending
    }

    /// Invokes the worker with `event`.
    func begin(_ id: String, _ event: JSON) async throws(Failure) -> Response {
        do {
            try await start(event.serialized())
            return Self.accepted(id)
        } catch {
            log.error(
                "The workflow could not be started",
                metadata: ["prefix": "[SESSION]", "session": "\(id)", "error": "\(Self.kind(of: error))"])
            return try await failStart(id)
        }
    }

    private func failStart(_ id: String) async throws(Failure) -> Response {
        let details = "The function could not be invoked. Please try again."
        let failure = RunFailure(code: .startFailed, message: "Failed to start async workflow: \(details)")
        if try await store.failStart(id, failure) {
            InvocationScope.metrics?.count(.workflowOutcome(failure.status.rawValue))
        }
        return .json(
            [
                "session_id": .string(id), "error": "Failed to start workflow", "message": "Failed to start workflow",
                "details": .string(details),
            ], status: 500)
    }

    /// The answer of the original, word for word, with what HTTP has for it in the headers.
    static func accepted(_ id: String) -> Response {
        let path = "/api/agent-status/\(id)"
        return .json(
            [
                "session_id": .string(id), "status": .string(WorkflowStatus.pending.rawValue),
                "message": "Assessment request received. Processing in background.", "poll_url": .string(path),
            ],
            headers: [
                "Location": path, "Retry-After": pollInterval, "Access-Control-Expose-Headers": exposedHeaders,
            ])
    }
}
