import Gateway
import SystemSupport
import WireFormats

extension WebChat {
    private static let historyLimits = 1...1000
    private static let defaultHistoryLimit = 200
    /// Of an answer's messages, in bytes as JSON in a string of JSON (Lambda: 6 MB an answer).
    private static let maximumHistory = 4_000_000
    /// Messages read at a time.
    private static let historyPage = 200

    /// `POST /api/get_history/`: the latest messages, oldest first.
    func history(_ request: Request) async throws(Failure) -> Response {
        let owner = try owner(of: request)
        let arguments = try Arguments(body: request.body)
        let id = try arguments.string("session_id", maximumBytes: .max, allowsEmpty: true)
        let limit = try arguments.integerIfPresent("limit", in: Self.historyLimits) ?? Self.defaultHistoryLimit
        let cursor = try arguments.stringIfPresent("cursor", maximumBytes: 20_000)
        guard ChatKey.isValid(id), let chat = try await store.chat(ChatKey(owner: owner, id: id)) else {
            return Self.noHistory
        }
        let scope = (["history", .string(owner), .string(id)] as JSON).text
        var position: String?
        if let cursor {
            position = try cursors.verify(cursor, scope: scope).string
            guard position?.hasBytePrefix(TurnID.prefix(ofEpoch: chat.epoch)) == true else {
                throw Failure(.invalid(field: "cursor"), "cursor is of a history that was cleared")
            }
        }
        var (messages, hasMore, size) = ([ChatMessage](), true, 0)
        while hasMore, messages.count < limit, size < Self.maximumHistory {
            let page = try await store.messages(
                of: chat, limit: min(Self.historyPage, limit - messages.count), after: position)
            hasMore = page.hasMore
            for message in page.messages where size < Self.maximumHistory {
                let added = 2 * JSON.string(message.content).escapedSize
                guard messages.isEmpty || size + added < Self.maximumHistory else {
                    (size, hasMore) = (Self.maximumHistory, true)
                    break
                }
                size += added
                position = message.sort
                messages.append(message)
            }
        }
        guard !messages.isEmpty || cursor != nil else { return Self.noHistory }
        let next: JSON = hasMore ? .string(try cursors.sign(position.map(JSON.string) ?? .null, scope: scope)) : .null
        messages.reverse()
        return .json([
            "status": "success", "history": .array(messages.map { .string($0.line) }),
            "messages": .array(messages.map(\.json)), "next_cursor": next,
        ])
    }

    private static let noHistory = Response.json(["status": "not_found", "message": "Session ID not found"])

    /// `POST /api/clear_history/`. Documented as a success for unknown chats too.
    func clear(_ request: Request) async throws(Failure) -> Response {
        let owner = try owner(of: request)
        let id = try Arguments(body: request.body).string("session_id", maximumBytes: .max, allowsEmpty: true)
        if ChatKey.isValid(id) { _ = try await store.clear(ChatKey(owner: owner, id: id)) }
        return .json(["status": "success", "message": "Conversation history cleared"])
    }
}
