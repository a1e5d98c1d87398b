import AWSServices
import SystemSupport
import WireFormats

/// What a search goes on behind: the last row of the owner's texts that was looked at, and the chats that were found
/// before, which are not found again.
struct SearchPosition: Sendable, Hashable {
    /// RFC 3339: of the row.
    var time: String
    var chatID: String
    var sort: String
    var seen: SeenChats

    init?(_ row: Item, seen: SeenChats = SeenChats()) {
        guard let time = row[ConversationAttribute.textSort]?.string, let key = ChatKey(row),
            let sort = row[ConversationAttribute.sort]?.string
        else { return nil }
        self.time = time
        chatID = key.id
        self.sort = sort
        self.seen = seen
    }

    init?(_ json: JSON) {
        guard let time = json[0]?.string, let chatID = json[1]?.string, let sort = json[2]?.string,
            let seen = json[3]?.string
        else { return nil }
        self.time = time
        self.chatID = chatID
        self.sort = sort
        self.seen = SeenChats(text: seen)
    }

    var json: JSON { [.string(time), .string(chatID), .string(sort), .string(seen.text)] }

    /// The keys of the row in the index.
    func startKey(of owner: String) -> Item {
        ChatKey(owner: owner, id: chatID).message(sort).merging([
            ConversationAttribute.textPartition: ChatKey.textPartition(of: owner),
            ConversationAttribute.textSort: .string(time),
        ]) { $1 }
    }
}
