import Gateway
import WireFormats

/// What was said, over HTTP. Pages begin with the newest messages; within a page the oldest is first.
extension WhatsApp {
    /// How far a poll looks back behind what it has seen: a message may be stored after one that is newer by another
    /// machine's clock, and what becomes of one that was sent is known seconds later.
    private static let overlap: Duration = .seconds(60)

    /// `GET /session/{phone}/history`: of all sessions of a contact.
    func contactHistory(_ request: Request) async throws(Failure) -> Response {
        try authorize(request.caller)
        let limit = try Self.messageLimit(request)
        let address = ContactAddress(request.parameters["phone"] ?? "")
        let scope = scope(of: ["history", .string(address?.description ?? "")], for: request.caller)
        guard let address else {
            _ = try QueryParameters(request).cursor(scope, cursors)
            return .json(["messages": [], "next_cursor": .null])
        }
        let position = try QueryParameters(request).cursor(scope, cursors).flatMap {
            WhatsAppStore.HistoryPosition($0, of: address)
        }
        let (messages, next) = try await store.history(of: address, limit: limit, at: position)
        let cursor = try next.map { (next) throws(Failure) in try cursors.sign(next.json, scope: scope) }
        return .json([
            "messages": .array(messages.map(\.json)), "next_cursor": cursor.map(JSON.string) ?? .null,
        ])
    }

    /// `GET /sessions/{id}/messages`: of one session, with the session as it is now. `after` takes the `position` of the answer
    /// before, and gets what has come since; messages of the last minute before it may come again, as they are by now.
    func sessionMessages(_ request: Request) async throws(Failure) -> Response {
        try authorize(request.caller)
        let conversation = try await conversation(of: request)
        let session = conversation.session
        let query = QueryParameters(request)
        let pollScope = scope(of: ["poll", .string(session.id)], for: request.caller)
        if let after = try query.position("after", pollScope, cursors) {
            guard query.text("cursor") == nil else { throw query.invalid("after", "cannot go with cursor") }
            return try await messages(of: conversation, after: after, query, scope: pollScope)
        }
        let page = try await page(
            of: conversation.span, request, limit: try Self.messageLimit(request),
            scope: scope(of: ["messages", .string(session.id)], for: request.caller))
        // An earlier page says nothing of where the session is now.
        let position: JSON =
            if query.text("cursor") == nil {
                .string(
                    try cursors.sign(
                        PollPosition(time: page.messages.last?.timestamp ?? session.createdAt).json,
                        scope: pollScope))
            } else { .null }
        return .json([
            "session": conversation.json(at: effects.now()), "messages": .array(page.messages.map(\.json)),
            "next_cursor": page.next, "position": position,
        ])
    }

    private func messages(
        of conversation: WhatsAppStore.Conversation, after json: JSON, _ query: QueryParameters, scope: String
    ) async throws(Failure) -> Response {
        let session = conversation.session
        let limit = try query.integer("limit", in: Self.messageLimits) ?? Self.defaultMessages
        guard let position = PollPosition(json) else {
            throw query.invalid("after", "is not one that was given for this list")
        }
        let (messages, hasMore) = try await store.messages(
            ofSession: session.ordinal, session.address, from: position.time - Self.overlap, after: position.place,
            limit: limit)
        // The last one given may be older than what was seen before: then it is only to go on behind it.
        let next = PollPosition(
            time: hasMore ? position.time : max(position.time, messages.last?.timestamp ?? position.time),
            place: hasMore ? messages.last?.place : nil)
        return .json([
            "session": conversation.json(at: effects.now()), "messages": .array(messages.map(\.json)),
            "next_cursor": .null, "position": .string(try cursors.sign(next.json, scope: scope)),
            "has_more": .bool(hasMore),
        ])
    }

    private func page(
        of span: WhatsAppStore.Span, _ request: Request, limit: Int, scope: String
    ) async throws(Failure) -> (messages: [WhatsAppMessage], next: JSON) {
        let place = try QueryParameters(request).cursor(scope, cursors)?.string.flatMap(MessagePlace.init(sort:))
        let (messages, hasMore) = try await store.latestMessages(span, limit: limit, before: place)
        guard hasMore, let first = messages.first else { return (messages, .null) }
        return (messages, .string(try cursors.sign(.string(first.place.sort), scope: scope)))
    }

    static func messageLimit(_ request: Request) throws(Failure) -> Int {
        try QueryParameters(request).integer("limit", in: messageLimits) ?? defaultMessages
    }
}

extension WhatsAppStore.HistoryPosition {
    /// - Parameter address: of the list; what lies under it alone was all there was when a cursor was a text.
    fileprivate init?(_ json: JSON, of address: ContactAddress) {
        if let place = json.string.flatMap(MessagePlace.init(sort:)) {
            self.init(address: address, place: place)
            return
        }
        guard let address = json[0]?.string.flatMap({ ContactAddress(stored: $0) }) else { return nil }
        self.init(
            address: address, place: json[1]?.string.flatMap(MessagePlace.init(sort:)),
            rest: json[2]?.array?.compactMap { $0.string.flatMap { ContactAddress(stored: $0) } })
    }

    fileprivate var json: JSON {
        [
            .string(address.description), place.map { .string($0.sort) } ?? .null,
            rest.map { .array($0.map { .string($0.description) }) } ?? .null,
        ]
    }
}
