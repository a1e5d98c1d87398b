import AWSServices
import Gateway
import SystemSupport
import WireFormats

extension Assessments {
    private static let defaultLimit = 20
    private static let limits = 1...100

    /// `GET /api/assessments`: `{"assessments": […], "next_cursor": …}`, the caller's own, newest first.
    func list(_ request: Request) async throws(Failure) -> Response {
        let identity = try identity(of: request)
        guard let user = identity.userID else { throw Failure(.unauthenticated, "Please sign in") }
        let scope = (["assessments", .string(user)] as JSON).text
        var limit = Self.defaultLimit
        if let text = request.query("limit") {
            guard let value = Int(text), Self.limits.contains(value) else {
                throw Failure(
                    .invalid(field: "limit"),
                    "limit must be an integer from \(Self.limits.lowerBound) to \(Self.limits.upperBound)")
            }
            limit = value
        }
        var position: Item?
        if let cursor = request.query("cursor") {
            position = AssessmentStore.key(try cursors.verify(cursor, scope: scope), user: user)
        }
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
