import Gateway
import WireFormats

/// Operations that list sessions.
extension ChatSessions {
    /// `list_sessions_by_user_id` and `list_all_sessions_by_user_id`: a bare array of `{"session_id", "title",
    /// "time_stamp"}`, newest first.
    func listSessions(_ call: Call, defaultLimit: Int) async throws(Failure) -> Response {
        // An admin may look at another user's list; everybody else sees their own, whatever the body says.
        var user = try call.userID
        if call.identity.isAdmin, let named = try call.arguments.stringIfPresent("user_id") { user = named }
        let list = try ListRequest(
            call, cursors, defaultLimit: defaultLimit, scope: ["list_sessions", .string(user), call.scope])
        let page = try await store.sessions(of: user, limit: list.limit, after: list.position)
        return try list.response(page.elements.map(SessionRendering.listed), next: page.next, cursors)
    }

    /// `list_all_sessions`: a bare array of `{"session_id", "title", "time_stamp", "has_feedback", "has_review",
    /// "review_id"}`, newest first.
    func listAllSessions(_ call: Call) async throws(Failure) -> Response {
        let arguments = call.arguments
        let scope = try arguments.stringIfPresent("review_scope")
        guard scope == nil || scope == "any" || scope == "own" else {
            throw arguments.invalid("review_scope", "must be own or any")
        }
        let admin = call.identity.userID ?? ""
        let filter = SessionFilter(
            range: try Self.range(arguments, "start_time", "end_time"),
            hasFeedback: try Self.flag(arguments, "has_feedback"),
            hasReview: try Self.flag(arguments, "has_review"), reviewer: scope == "any" ? nil : admin, admin: admin)
        let list = try ListRequest(
            call, cursors, defaultLimit: 250,
            scope: [
                "list_all_sessions", .string(filter.range.lower), .string(filter.range.upper),
                Self.json(filter.hasFeedback), Self.json(filter.hasReview), .string(scope ?? "own"), call.scope,
            ])
        let page = try await store.sessions(matching: filter, limit: list.limit, after: list.position)
        return try list.response(
            page.elements.map { SessionRendering.listed($0, review: filter.review(of: $0)) }, next: page.next, cursors)
    }

    /// A range of times, both required.
    static func range(
        _ arguments: Arguments, _ start: String, _ end: String
    ) throws(Failure) -> TimeRange {
        let first = try arguments.string(start, maximumBytes: 64)
        let last = try arguments.string(end, maximumBytes: 64)
        _ = try arguments.timestamp(start)
        _ = try arguments.timestamp(end)
        guard let range = TimeRange(from: first, to: last) else {
            throw arguments.invalid(end, "must be a date and time such as 2026-11-21T01:33:24Z")
        }
        return range
    }

    /// Exactly `yes` and `no` filter; everything else lets all through.
    private static func flag(_ arguments: Arguments, _ name: String) throws(Failure) -> Bool? {
        switch try arguments.stringIfPresent(name, allowsEmpty: true) {
        case "yes": true
        case "no": false
        default: nil
        }
    }

    private static func json(_ flag: Bool?) -> JSON { flag.map(JSON.bool) ?? .null }
}
