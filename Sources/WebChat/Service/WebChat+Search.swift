import Gateway
import SystemSupport
import WireFormats

extension WebChat {
    /// `GET /api/search/`: chats with the words of `q` in their names or messages.
    ///
    /// `searched_through` is how far back the search has come; `null` when it has come to the end.
    func search(_ request: Request) async throws(Failure) -> Response {
        let owner = try owner(of: request)
        let query = QueryParameters(request)
        guard let text = query.text("q") else { throw .missing("query.q") }
        guard text.count <= SearchWords.maximumQuery, text.utf8.count <= SearchWords.maximumBytes,
            let words = SearchWords(text)
        else {
            throw query.invalid("q", "must have 1 to \(SearchWords.maximumQuery) characters, and one that is no space")
        }
        let limit = try query.integer("limit", in: Self.listLimits) ?? 20
        let isArchived = try query.boolean("archived") ?? false
        let scope = (["search", .string(owner), .bool(isArchived), .array(words.words.map(JSON.string))] as JSON).text
        let position = try query.cursor(scope, cursors).flatMap(SearchPosition.init)
        let page = try await store.search(words, of: owner, archived: isArchived, limit: limit, after: position)
        let cursor = try page.next.map { (next) throws(Failure) in try cursors.sign(next.json, scope: scope) }
        return .json([
            "results": .array(page.chats.map(\.json)), "next_cursor": cursor.map(JSON.string) ?? .null,
            "searched_through": page.next.map { .string($0.time) } ?? .null,
        ])
    }
}
