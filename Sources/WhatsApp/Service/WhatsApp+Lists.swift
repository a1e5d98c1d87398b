import Gateway
import WireFormats

/// Sessions of all contacts, over HTTP.
extension WhatsApp {
    /// `GET /sessions`: newest activity first. `status` and `mode` filter; only active sessions have a mode.
    func listSessions(_ request: Request) async throws(Failure) -> Response {
        try authorize(request.caller)
        let query = QueryParameters(request)
        let filter = try SessionFilter(
            status: query.choice("status"), mode: query.choice("mode"),
            refusing: { query.invalid("mode", $0) })
        let limit = try query.integer("limit", in: Self.listLimits) ?? 50
        let scope = scope(of: filter.name, for: request.caller)
        let position = try query.cursor(scope, cursors).flatMap(WhatsAppStore.ListPosition.init)
        let (conversations, next) = try await list(filter, limit: limit, after: position, scope: scope)
        return .json(["items": .array(conversations), "next_cursor": next.map(JSON.string) ?? .null])
    }

    /// `GET /sessions/active`: the original's list, a page at a time, and how long the whole of it was when the first page was
    /// read: the cursor keeps it.
    func activeSessions(_ request: Request) async throws(Failure) -> Response {
        try authorize(request.caller)
        let query = QueryParameters(request)
        let filter = SessionFilter(list: .status(.active))
        let limit = try query.integer("limit", in: Self.listLimits) ?? Self.listLimits.upperBound
        let scope = scope(of: filter.name, for: request.caller)
        let cursor = try query.cursor(scope, cursors)
        // Cursors of earlier versions are the position alone.
        let position = (cursor?["position"] ?? cursor).flatMap(WhatsAppStore.ListPosition.init)
        let conversations: [WhatsAppStore.Conversation]
        let next: WhatsAppStore.ListPosition?
        let total: Int
        if let position {
            (conversations, next) = try await store.conversations(in: filter.list, limit: limit, after: position)
            if let counted = cursor?["total"]?.int {
                total = counted
            } else {
                total = try await store.activeSessionCount()
            }
        } else {
            (conversations, next, total) = try await store.activeConversations(limit: limit)
        }
        let now = effects.now()
        let nextCursor = try next.map { (next) throws(Failure) in
            try cursors.sign(["position": next.json, "total": .number(JSONNumber(total))], scope: scope)
        }
        return .json([
            "active_sessions": .array(conversations.map { $0.json(at: now) }),
            "total_active": .number(JSONNumber(total)), "next_cursor": nextCursor.map(JSON.string) ?? .null,
        ])
    }

    /// A page, and the cursor of the next one.
    ///
    /// - Parameter scope: of that cursor.
    func list(
        _ filter: SessionFilter, limit: Int, after position: WhatsAppStore.ListPosition?, scope: String
    ) async throws(Failure) -> (items: [JSON], cursor: String?) {
        let (conversations, next) = try await store.conversations(in: filter.list, limit: limit, after: position)
        let now = effects.now()
        return (
            conversations.filter { filter.includes($0.session) }.map { $0.json(at: now) },
            try cursor(next, scope: scope)
        )
    }

    private func cursor(_ position: WhatsAppStore.ListPosition?, scope: String) throws(Failure) -> String? {
        try position.map { (position) throws(Failure) in try cursors.sign(position.json, scope: scope) }
    }
}
