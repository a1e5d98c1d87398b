import AWSServices
import Gateway
import SystemSupport
import WireFormats

extension Assessments {
    private static let defaultLimit = 20
    private static let listLimits = 1...100

    /// `GET /api/assessments`: `{"assessments": […], "next_cursor": …}`, the caller's own, newest first.
    func list(_ request: Request) async throws(Failure) -> Response {
        let identity = try identity(of: request)
        guard let user = identity.userID else { throw .unauthenticated }
        let scope = (["assessments", .string(user)] as JSON).text
        let query = QueryParameters(request, emptyIsAbsent: false)
        let limit = try query.integer("limit", in: Self.listLimits) ?? Self.defaultLimit
        let position = try query.cursor(scope, cursors).flatMap { AssessmentStore.key($0, user: user) }
        let (assessments, next) = try await store.assessments(of: user, limit: limit, after: position)
        var cursor: JSON = .null
        if let next { cursor = .string(try cursors.sign(AssessmentStore.position(next), scope: scope)) }
        return .json(["assessments": .array(assessments.map(Self.listed)), "next_cursor": cursor])
    }

    private static func listed(_ assessment: Assessment) -> JSON {
        let status = rendering(of: assessment)
        let names = [
            "session_id", "status", "current_stage", "progress", "client_name", "project_name", "industry",
            "error_message", "created_at", "updated_at",
        ]
        return .object(JSONObject(names.map { ($0, status[$0] ?? .null) }))
    }
}
