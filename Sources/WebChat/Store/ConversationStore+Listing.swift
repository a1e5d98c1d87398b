import AWSServices
import Gateway
import SystemSupport
import Tables
import WireFormats

/// Lists of one owner's chats.
extension ConversationStore {
    /// What a list goes on behind: keys of the index.
    struct ListPosition: Sendable, Hashable {
        var sort: String
        var id: String

        init(sort: String, id: String) {
            self.sort = sort
            self.id = id
        }

        init?(_ json: JSON) {
            guard let sort = json[0]?.string, let id = json[1]?.string else { return nil }
            self.init(sort: sort, id: id)
        }

        var json: JSON { [.string(sort), .string(id)] }
    }

    /// Chats of `owner`, the archived ones or the others, pinned ones first and then by last activity, newest first: as many
    /// as asked for, as long as there are any.
    ///
    /// The index says which, and with one entry more whether there are others, in two calls for a page. The chats themselves are
    /// read consistently, so one just renamed shows its new name and one just deleted does not show. One that was just begun
    /// may be missing for a moment.
    func chats(
        of owner: String, archived: Bool, limit: Int, after position: ListPosition?
    ) async throws(Failure) -> (chats: [Chat], next: ListPosition?) {
        let (entries, hasMore) = try await entries(of: owner, archived: archived, limit: limit, after: position)
        return (entries.map(\.chat), hasMore ? entries.last?.position : nil)
    }

    /// The same with the place of each in the list, from where it can be gone on, and whether there are more.
    func entries(
        of owner: String, archived: Bool, limit: Int, after position: ListPosition?
    ) async throws(Failure) -> (entries: [(chat: Chat, position: ListPosition)], hasMore: Bool) {
        let (first, last) = archived ? (Chat.Part.archived, Chat.Part.archived) : (.active, .pinned)
        var query = Query(
            table: table, index: ConversationsSchema.lists, partition: ChatKey.listPartition(of: owner),
            range: .between(.string(first.start), .string(last.end)), descending: true,
            startKey: position.map { startKey($0, of: owner) })
        var found: [(chat: Chat, position: ListPosition)] = []
        repeat {
            let wanted = limit - found.count
            query.limit = wanted + 1
            let page = try await page(query)
            var positions: [ChatKey: ListPosition] = [:]
            var keys: [ChatKey] = []
            for item in page.items.prefix(wanted) {
                guard let key = ChatKey(item), let sort = item[ConversationAttribute.listSort]?.string else { continue }
                positions[key] = ListPosition(sort: sort, id: key.id)
                keys.append(key)
            }
            for chat in try await chats(keys) where chat.isArchived == archived {
                if let position = positions[chat.key] { found.append((chat, position)) }
            }
            let last = keys.last.flatMap { positions[$0] }
            query.startKey = page.items.count > wanted ? last.map { startKey($0, of: owner) } : page.lastKey
        } while query.startKey != nil && found.count < limit
        return (found, query.startKey != nil)
    }

    func startKey(_ position: ListPosition, of owner: String) -> Item {
        ChatKey(owner: owner, id: position.id).header.merging([
            ConversationAttribute.listPartition: ChatKey.listPartition(of: owner),
            ConversationAttribute.listSort: .string(position.sort),
        ]) { $1 }
    }

    /// Ids of the owner's chats with a message since `time`, newest activity first, and the time of each. By the index
    /// alone: what happened within the last moments may be missing.
    ///
    /// Two calls: one looks at archived chats, the other at all pinned ones besides those that are neither. Each is told no
    /// more than 1 MB, which is some thousands of chats.
    func activeChats(
        of owner: String, since time: Timestamp
    ) async throws(Failure) -> [(lastActivity: String, id: String)] {
        let earliest = time.description
        var found: [(lastActivity: String, id: String)] = []
        for (first, last) in [(Chat.Part.archived, Chat.Part.archived), (.active, .pinned)] {
            let page = try await page(
                Query(
                    table: table, index: ConversationsSchema.lists, partition: ChatKey.listPartition(of: owner),
                    range: .between(.string(first.sort(earliest)), .string(last.end)), descending: true))
            for item in page.items {
                guard let key = ChatKey(item), let sort = item[ConversationAttribute.listSort]?.string else { continue }
                let lastActivity = String(sort.dropFirst(first.start.count))
                if lastActivity >= earliest { found.append((lastActivity, key.id)) }
            }
        }
        return found.sorted { $0 > $1 }
    }
}
