import Gateway
import SystemSupport
import WireFormats

/// One answer's worth of chats: as many messages as it has room for, and where to go on.
struct ExportPage: Sendable {
    /// Where the next page begins.
    struct Position: Sendable, Hashable {
        var isArchived = false
        /// Behind this place of the list.
        var list: ConversationStore.ListPosition?
        /// Before that, the rest of a chat: its id, and the sort key of the last message given.
        var rest: Rest?

        struct Rest: Sendable, Hashable {
            var id: String
            var message: String
        }

        init() {}

        init?(_ json: JSON) {
            guard let isArchived = json[0]?.bool else { return nil }
            self.isArchived = isArchived
            list = json[1].flatMap(ConversationStore.ListPosition.init)
            if let id = json[2]?[0]?.string, let message = json[2]?[1]?.string { rest = Rest(id: id, message: message) }
        }

        var json: JSON {
            [.bool(isArchived), list?.json ?? .null, rest.map { [.string($0.id), .string($0.message)] } ?? .null]
        }
    }

    /// Of the messages, in bytes as JSON in a string of JSON (Lambda: 6 MB an answer).
    static let maximumSize = 4_000_000
    /// Each chat costs a read of its messages.
    static let maximumChats = 200

    private(set) var chats: [ConversationStore.ExportedChat] = []
    /// `nil` at the end.
    private(set) var next: Position?
    private var size = 0

    /// A page of all chats: those in the list from its start on, then the archived ones.
    init(of owner: String, after start: Position, _ store: ConversationStore) async throws(Failure) {
        var position = start
        if let rest = position.rest {
            position.rest = nil
            if let chat = try await store.chat(ChatKey(owner: owner, id: rest.id)) {
                guard try await add(chat, after: rest.message, at: position, store) else { return }
            }
        }
        while true {
            let limit = Self.maximumChats - chats.count
            guard limit > 0 else {
                next = position
                return
            }
            let (entries, hasMore) = try await store.entries(
                of: owner, archived: position.isArchived, limit: min(50, limit), after: position.list)
            for entry in entries {
                position.list = entry.position
                guard try await add(entry.chat, after: nil, at: position, store) else { return }
            }
            if hasMore { continue }
            if position.isArchived { return }
            position = Position()
            position.isArchived = true
        }
    }

    /// One chat, or a part of it.
    init(of chat: Chat, after message: String?, _ store: ConversationStore) async throws(Failure) {
        _ = try await add(chat, after: message, at: Position(), store)
    }

    /// - Returns: false when the page is full.
    private mutating func add(
        _ chat: Chat, after message: String?, at position: Position, _ store: ConversationStore
    ) async throws(Failure) -> Bool {
        var size = size + JSON.string(chat.name).escapedSize + 500
        var isEmpty = chats.isEmpty
        let exported = try await store.export(
            chat, after: message,
            while: { message in
                let added = message.json.escapedSize
                // A message is far smaller than an answer: the first one always has room.
                guard isEmpty || size + added <= Self.maximumSize else { return false }
                isEmpty = false
                size += added
                return true
            })
        self.size = size
        chats.append(exported)
        if let last = exported.next {
            next = position
            next?.rest = Position.Rest(id: chat.id, message: last)
        }
        return exported.next == nil
    }

    /// The file format that ``ImportedChat`` reads.
    static let version = 1

    var sessions: JSON {
        .array(
            chats.map { exported in
                let chat = exported.chat
                return [
                    "session_id": .string(chat.id), "chat_name": .string(chat.name),
                    "created_at": .string(chat.createdAt), "last_activity": .string(chat.lastActivity),
                    "pinned": .bool(chat.isPinned), "archived": .bool(chat.isArchived),
                    "messages": .array(exported.messages.map(\.json)),
                ]
            })
    }
}
