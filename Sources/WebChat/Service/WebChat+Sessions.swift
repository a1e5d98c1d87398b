import Gateway
import SystemSupport
import WireFormats

/// Lists, and single chats.
extension WebChat {
    /// Of items on a page of a list.
    static let listLimits = 1...100

    /// `GET /api/session_names/`: a bare array, or `{"items", "next_cursor"}` with `?envelope=true`.
    func sessionNames(_ request: Request) async throws(Failure) -> Response {
        let owner = try owner(of: request)
        let query = QueryParameters(request)
        let limit = try query.integer("limit", in: Self.listLimits) ?? 20
        let isArchived = try query.boolean("archived") ?? false
        let hasEnvelope = try query.boolean("envelope") ?? false
        let scope = (["session names", .string(owner), .bool(isArchived)] as JSON).text
        let position = try query.cursor(scope, cursors).flatMap(ConversationStore.ListPosition.init)
        let (chats, next) = try await store.chats(of: owner, archived: isArchived, limit: limit, after: position)
        let cursor = try next.map { (next) throws(Failure) in try cursors.sign(next.json, scope: scope) }
        let items = JSON.array(chats.map(\.json))
        var response = Response.json(
            hasEnvelope ? ["items": items, "next_cursor": cursor.map(JSON.string) ?? .null] : items)
        response.headers["X-Next-Cursor"] = cursor
        response.headers["Access-Control-Expose-Headers"] = Self.exposedHeaders
        return response
    }

    /// `GET /api/sessions/`: ids of the chats of the last hour.
    func activeSessions(_ request: Request) async throws(Failure) -> Response {
        let owner = try owner(of: request)
        let query = QueryParameters(request)
        let limit = try query.integer("limit", in: Self.listLimits) ?? Self.listLimits.upperBound
        let scope = (["active sessions", .string(owner)] as JSON).text
        let position = try query.cursor(scope, cursors).flatMap(ConversationStore.ListPosition.init)
        let active = try await store.activeChats(of: owner, since: effects.now() - Self.activity)
        let rest = position.map { position in active.filter { $0 < (position.sort, position.id) } } ?? active
        let page = rest.prefix(limit)
        var response = Response.json([
            "active_sessions": .array(page.map { .string($0.id) }),
            "total_sessions": .number(JSONNumber(active.count)),
        ])
        if rest.count > limit, let last = page.last {
            response.headers["X-Next-Cursor"] = try cursors.sign(
                ConversationStore.ListPosition(sort: last.lastActivity, id: last.id).json, scope: scope)
        }
        response.headers["Access-Control-Expose-Headers"] = Self.exposedHeaders
        return response
    }

    /// `GET /api/sessions/{id}`
    func session(_ request: Request) async throws(Failure) -> Response {
        guard let chat = try await store.chat(try key(of: request)) else { throw Self.noSession }
        return .json(chat.json)
    }

    /// `PATCH /api/sessions/{id}`: renames, pins, archives, or takes that back.
    func changeSession(_ request: Request) async throws(Failure) -> Response {
        let key = try key(of: request)
        let arguments = try Arguments(body: request.body)
        let name = try arguments.stringIfPresent("chat_name", maximumBytes: ChatName.maximumBytes, allowsEmpty: true)
        if let name {
            guard (1...ChatName.maximumGiven).contains(name.trimmed.count) else {
                throw arguments.invalid("chat_name", "must have 1 to \(ChatName.maximumGiven) characters")
            }
        }
        let change = ConversationStore.Change(
            name: name?.trimmed, isPinned: try arguments.booleanIfPresent("pinned"),
            isArchived: try arguments.booleanIfPresent("archived"))
        guard change != ConversationStore.Change() else {
            throw Failure(.badRequest, "Say what to change: chat_name, pinned or archived")
        }
        guard let chat = try await store.change(key, change) else { throw Self.noSession }
        return .json(chat.json)
    }

    /// `DELETE /api/sessions/{id}`. Documented as a success for unknown chats too.
    func deleteSession(_ request: Request) async throws(Failure) -> Response {
        let owner = try owner(of: request)
        let id = request.parameters["id"] ?? ""
        var body: JSONObject = ["status": "success", "message": .string("Session \(id) deleted")]
        if ChatKey.isValid(id) {
            let key = ChatKey(owner: owner, id: id)
            if let deadline = try await store.delete([key])[key] { body["undo_until"] = .string(deadline.description) }
        }
        return .json(.object(body))
    }

    /// `POST /api/sessions/{id}/restore`
    func restoreSession(_ request: Request) async throws(Failure) -> Response {
        guard let chat = try await store.restore(try key(of: request)) else { throw Self.noSession }
        return .json(chat.json)
    }

    /// `POST /api/sessions/delete`
    func deleteSessions(_ request: Request) async throws(Failure) -> Response {
        let owner = try owner(of: request)
        let arguments = try Arguments(body: request.body)
        var ids: [String] = []
        for (position, element) in try arguments.array("session_ids", maximumCount: 100).enumerated() {
            guard let id = element.string else {
                throw arguments.invalid("session_ids.\(position)", "must be a string, not \(element.kind)")
            }
            if !ids.contains(where: { $0.hasSameBytes(as: id) }) { ids.append(id) }
        }
        let keys = ids.filter(ChatKey.isValid).map { ChatKey(owner: owner, id: $0) }
        let deadlines = try await store.delete(Set(keys))
        let results = ids.map { id -> JSON in
            let isDeleted = deadlines[ChatKey(owner: owner, id: id)] != nil
            return ["session_id": .string(id), "status": isDeleted ? "deleted" : "not_found"]
        }
        let deadline = deadlines.values.min()
        return .json([
            "results": .array(results), "undo_until": deadline.map { .string($0.description) } ?? .null,
        ])
    }
}
