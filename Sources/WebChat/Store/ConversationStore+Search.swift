import AWSServices
import Gateway
import SystemSupport
import Tables
import WireFormats

/// Searching the names and the messages of one owner's chats, newest first.
///
/// The index of texts lags and knows nothing of what happened to a chat since, so it only says where to look: what is
/// answered is read from chats and messages themselves.
extension ConversationStore {
    /// Reads of a call: pages of the index (1 MB each) and batches of chats. Whoever searches goes on with the next call.
    static let maximumSearchReads = 6
    /// Keys of a batch (DynamoDB: 100 items).
    private static let batchSize = 100

    struct SearchPage: Sendable {
        var chats: [FoundChat]
        /// `nil` when all texts have been looked at.
        var next: SearchPosition?
    }

    /// Chats of `owner`, the archived ones or the others, with all words in their names or in one message: up to `limit`,
    /// and fewer when the reads of a call are used up, even none.
    func search(
        _ words: SearchWords, of owner: String, archived: Bool, limit: Int, after position: SearchPosition?
    ) async throws(Failure) -> SearchPage {
        var walk = SearchWalk(words: words, isArchived: archived, limit: limit, position: position)
        var query = Query(
            table: table, index: ConversationsSchema.texts, partition: ChatKey.textPartition(of: owner),
            descending: true, filter: words.filter, startKey: position?.startKey(of: owner))
        var reads = 0
        repeat {
            let page = try await page(query)
            reads += 1
            var rows = page.items[...]
            while true {
                walk.take(from: &rows)
                guard !walk.isFull, !rows.isEmpty, reads < Self.maximumSearchReads else { break }
                let keys = walk.unread(in: rows, limit: Self.batchSize)
                walk.read(keys, try await batchGet(table, keys.map(\.header)).compactMap(Chat.init))
                reads += 1
            }
            guard rows.isEmpty else { return try await searchPage(of: walk, isAtEnd: false) }
            if let lastKey = page.lastKey { walk.position = SearchPosition(lastKey) ?? walk.position }
            query.startKey = page.lastKey
        } while query.startKey != nil && !walk.isFull && reads + 2 <= Self.maximumSearchReads
        return try await searchPage(of: walk, isAtEnd: query.startKey == nil)
    }

    /// Reads the messages that were found, in one batch.
    private func searchPage(of walk: SearchWalk, isAtEnd: Bool) async throws(Failure) -> SearchPage {
        let keys = walk.found.flatMap { hit in hit.messageSorts.map { hit.chat.key.message($0) } }
        var messages: [ChatKey: ExactDictionary<ChatMessage>] = [:]
        for item in try await batchGet(table, keys) {
            if let key = ChatKey(item), let message = ChatMessage(item) {
                messages[key, default: [:]][message.sort] = message
            }
        }
        var chats: [FoundChat] = []
        for hit in walk.found {
            let matches = hit.messageSorts.compactMap { sort -> FoundChat.Match? in
                guard let message = messages[hit.chat.key]?[sort],
                    let snippet = FoundText(snippetOf: message.content, walk.words)
                else { return nil }
                return FoundChat.Match(message: message, snippet: snippet)
            }
            guard !matches.isEmpty || hit.isNamed else { continue }
            chats.append(
                FoundChat(chat: hit.chat, title: FoundText(whole: hit.chat.name, walk.words), matches: matches))
        }
        guard !isAtEnd, var next = walk.position else { return SearchPage(chats: chats) }
        next.seen = walk.seenBefore.adding(chats.map(\.chat.key))
        return SearchPage(chats: chats, next: next)
    }
}
