import AWSServices
import SystemSupport
import WireFormats

/// The way of a search through rows of the index: which chats they lead to, and how far it has come.
struct SearchWalk: Sendable {
    /// A chat that is there for its owner, and rows that led to it.
    struct Hit: Sendable {
        var chat: Chat
        /// All words are in its name.
        var isNamed: Bool
        /// Sort keys of messages, newest first.
        var messageSorts: [String] = []
    }

    let words: SearchWords
    let isArchived: Bool
    let limit: Int
    let seenBefore: SeenChats
    private let seenMarks: ExactSet

    /// Behind the last row that was taken.
    var position: SearchPosition?
    private(set) var found: [Hit] = []
    /// True when there are as many chats as asked for.
    var isFull: Bool { found.count >= limit }

    private var places: [ChatKey: Int] = [:]
    /// Of the chats that have been read those that may be found.
    private var chats: [ChatKey: Hit] = [:]
    /// Chats that were asked for, whether they are there or not.
    private var asked: Set<ChatKey> = []

    init(words: SearchWords, isArchived: Bool, limit: Int, position: SearchPosition?) {
        self.words = words
        self.isArchived = isArchived
        self.limit = limit
        self.position = position
        seenBefore = position?.seen ?? SeenChats()
        seenMarks = seenBefore.marks
    }

    /// The chats of the first rows that nobody has read yet.
    func unread(in rows: ArraySlice<Item>, limit: Int) -> [ChatKey] {
        var keys: [ChatKey] = []
        var known = asked
        for key in rows.lazy.compactMap({ ChatKey($0) }) where keys.count < limit {
            if known.insert(key).inserted { keys.append(key) }
        }
        return keys
    }

    mutating func read(_ keys: [ChatKey], _ chats: [Chat]) {
        asked.formUnion(keys)
        for chat in chats where !chat.isDeleted && chat.isArchived == isArchived {
            guard !seenMarks.contains(SeenChats.mark(chat.key)) else { continue }
            self.chats[chat.key] = Hit(chat: chat, isNamed: FoldedCharacters(chat.name).hasAll(words))
        }
    }

    /// Takes rows from the front, up to one whose chat has not been read, or is one too many.
    mutating func take(from rows: inout ArraySlice<Item>) {
        while let row = rows.first {
            if let key = ChatKey(row) {
                guard asked.contains(key) else { return }
                if let hit = chats[key], !add(row, of: hit) { return }
            }
            rows.removeFirst()
            position = SearchPosition(row) ?? position
        }
    }

    /// - Returns: false when there is no room for the chat.
    private mutating func add(_ row: Item, of hit: Hit) -> Bool {
        guard let sort = row[ConversationAttribute.sort]?.string else { return true }
        let turn = TurnID(messageSort: sort)
        // Otherwise a message that was cleared, or a name that the chat no longer has.
        guard turn.map({ $0.epoch == hit.chat.epoch }) ?? hit.isNamed else { return true }
        let key = hit.chat.key
        if places[key] == nil {
            guard found.count < limit else { return false }
            places[key] = found.count
            found.append(hit)
        }
        if let place = places[key], turn != nil, found[place].messageSorts.count < FoundChat.maximumMatches {
            found[place].messageSorts.append(sort)
        }
        return true
    }
}
