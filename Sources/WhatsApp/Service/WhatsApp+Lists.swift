import AWSServices
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
        let position = try query.cursor(filter.scope, cursors).flatMap(WhatsAppStore.ListPosition.init)
        let (conversations, next) = try await list(filter, limit: limit, after: position)
        return .json(["items": .array(conversations), "next_cursor": next.map(JSON.string) ?? .null])
    }

    /// `GET /sessions/active`: the original's list, a page at a time.
    func activeSessions(_ request: Request) async throws(Failure) -> Response {
        try authorize(request.caller)
        let query = QueryParameters(request)
        let filter = SessionFilter(list: .status(.active))
        let limit = try query.integer("limit", in: Self.listLimits) ?? Self.listLimits.upperBound
        let position = try query.cursor(filter.scope, cursors).flatMap(WhatsAppStore.ListPosition.init)
        let (conversations, next) = try await list(filter, limit: limit, after: position)
        // Whoever sees the whole list sees how long it is.
        let isWhole = position == nil && next == nil
        let total = isWhole ? conversations.count : try await store.activeSessionCount()
        return .json([
            "active_sessions": .array(conversations), "total_active": .number(JSONNumber(total)),
            "next_cursor": next.map(JSON.string) ?? .null,
        ])
    }

    /// A page, and the cursor of the next one.
    func list(
        _ filter: SessionFilter, limit: Int, after position: WhatsAppStore.ListPosition?
    ) async throws(Failure) -> (items: [JSON], cursor: String?) {
        let (conversations, next) = try await store.conversations(in: filter.list, limit: limit, after: position)
        let now = effects.now()
        let cursor = try next.map { (next) throws(Failure) in try cursors.sign(next.json, scope: filter.scope) }
        return (conversations.filter { filter.includes($0.session) }.map { $0.json(at: now) }, cursor)
    }
}

/// Which sessions a list has.
struct SessionFilter: Sendable, Hashable {
    let list: WhatsAppSession.List
    /// Leaves out those that a human handles: so few among the active ones that pages hardly become shorter.
    let isWithoutHuman: Bool

    init(list: WhatsAppSession.List, isWithoutHuman: Bool = false) {
        self.list = list
        self.isWithoutHuman = isWithoutHuman
    }

    /// - Parameter refusing: makes the failure that names `mode`.
    init(
        status: SessionStatus?, mode: SessionMode?, refusing: (String) -> Failure
    ) throws(Failure) {
        guard let mode else {
            self.init(list: status.map { .status($0) } ?? .all)
            return
        }
        guard status == nil || status == .active else { throw refusing("goes only with the status active") }
        self.init(
            list: mode == .human ? .handledByHuman : .status(.active), isWithoutHuman: mode == .bot)
    }

    func includes(_ session: WhatsAppSession) -> Bool { !isWithoutHuman || session.mode == .bot }

    /// What a cursor is good for.
    var scope: String {
        let list: JSON = [list.partitionText, .bool(isWithoutHuman)]
        return (["whatsapp sessions", list] as JSON).text
    }
}

extension WhatsAppSession.List {
    fileprivate var partitionText: JSON { partition.string.map(JSON.string) ?? .null }
}

extension QueryParameters {
    /// One of the values of a type.
    func choice<Choice: RawRepresentable<String> & CaseIterable>(_ name: String) throws(Failure) -> Choice? {
        guard let text = text(name) else { return nil }
        guard let choice = Choice(rawValue: text) else {
            throw invalid(name, "must be one of \(Choice.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        return choice
    }
}
