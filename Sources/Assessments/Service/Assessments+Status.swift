import AWSCore
import Cryptography
import Gateway
import Logging
import SystemSupport
import WireFormats

extension Assessments {
    /// `GET /api/agent-status/{id}`
    func status(_ request: Request) async throws(Failure) -> Response {
        let assessment = try await assessment(request)
        let wanted = try EventPage.Wanted(request)
        if request.headers["If-None-Match"] != nil {
            let last = try await lastSequence(of: assessment)
            let tag = tag(of: assessment, wanted, lastSequence: last)
            if request.hasMatch(forTag: tag) { return Self.headed(Response(status: 304), tag, assessment) }
        }
        let events = try await EventPage(of: assessment, wanted, store)
        let last: Int
        if let only = events.lastOfAll { last = only } else { last = try await lastSequence(of: assessment) }
        var status = Self.rendering(of: assessment)
        status["agent_events"] = .string(events.text)
        status["document_urls"] = .array(try await links(to: assessment.documents.all).map(JSON.string))
        status["last_event_seq"] = .number(JSONNumber(events.last))
        status["has_more_events"] = .bool(events.hasMore)
        return Self.headed(.json(.object(status)), tag(of: assessment, wanted, lastSequence: last), assessment)
    }

    /// `GET /api/results/{id}`
    func results(_ request: Request) async throws(Failure) -> Response {
        let assessment = try await assessment(request)
        let documents = assessment.documents
        guard !documents.all.isEmpty else { throw Failure(.notFound, "No documents available yet") }
        return .json([
            "powerpoint_url": try await link(to: documents[.presentation]),
            "sow_url": try await link(to: documents[.statementOfWork]),
            "cost_data": assessment.json(AssessmentAttribute.costs),
        ])
    }

    private func link(to key: String?) async throws(Failure) -> JSON {
        guard let key else { return .null }
        return .string(try await links(to: [key])[0])
    }

    private func links(to keys: [String]) async throws(Failure) -> [String] {
        var links: [String] = []
        for key in keys {
            do {
                links.append(try await artifacts.link(to: key))
            } catch {
                log.error(
                    "A link could not be signed", metadata: ["prefix": "[SESSION]", "error": "\(Self.kind(of: error))"])
                throw Failure(.unavailable, "Links to the documents cannot be made now. Please try again.")
            }
        }
        return links
    }

    /// Every field of the original, always; then ours.
    static func rendering(of assessment: Assessment) -> JSONObject {
        let progress = assessment.progress
        return [
            "session_id": .string(assessment.id), "status": .string(assessment.status),
            "current_stage": .string(progress.stage), "progress": .number(JSONNumber(progress.percent)),
            "client_name": .string(assessment.clientName), "project_name": .string(assessment.projectName),
            "industry": .string(assessment.industry), "duration": .string(assessment.duration),
            "team_size": .number(JSONNumber(assessment.teamSize)),
            "requirements_data": assessment.json(AssessmentAttribute.requirements),
            "cost_data": assessment.json(AssessmentAttribute.costs), "agent_events": "[]",
            "template_paths": assessment.templatePaths,
            "document_urls": [], "error_message": assessment.errorMessage.map(JSON.string) ?? .null,
            "created_at": .string(assessment.createdAt), "updated_at": .string(assessment.updatedAt),
            "error_code": assessment.errorCode.map(JSON.string) ?? .null,
            "retryable": .bool(assessment.isRetryable), "attempt": .number(JSONNumber(assessment.attempt)),
        ]
    }
}

// MARK: - Conditional requests

extension Assessments {
    /// How long an answer with links counts as unchanged, in seconds: well within the life of a link.
    private static let linkEpoch = ArtifactStore.linkLifetime / 2

    private func lastSequence(of assessment: Assessment) async throws(Failure) -> Int {
        assessment.item[AssessmentAttribute.agentEvents] == nil ? try await store.lastSequence(of: assessment.id) : 0
    }

    /// A strong tag, though links differ in their signatures from answer to answer: what they lead to does not.
    private func tag(of assessment: Assessment, _ wanted: EventPage.Wanted, lastSequence: Int) -> String {
        let documents = assessment.documents.all
        let epoch = documents.isEmpty ? 0 : store.effects.now().seconds / Self.linkEpoch
        let state: JSON = [
            .object(Self.rendering(of: assessment)), .array(documents.map(JSON.string)),
            assessment.item[AssessmentAttribute.agentEvents].map(\.plainJSON) ?? .null,
            .number(JSONNumber(max(lastSequence, wanted.after))), .number(JSONNumber(wanted.after)),
            .number(JSONNumber(wanted.limit ?? 0)), .number(JSONNumber(epoch)),
        ]
        return "\"\(hexadecimal(SHA256.hash(data: state.serialized()).prefix(16)))\""
    }

    private static func headed(_ response: Response, _ tag: String, _ assessment: Assessment) -> Response {
        var response = response
        response.headers["ETag"] = tag
        response.headers["Cache-Control"] = "private, no-cache"
        response.headers["Access-Control-Expose-Headers"] = exposedHeaders
        if !assessment.workflowStatus.isTerminal { response.headers["Retry-After"] = pollInterval }
        return response
    }
}
