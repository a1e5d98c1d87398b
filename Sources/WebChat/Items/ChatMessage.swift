import AWSServices
import SystemSupport
import WireFormats

/// A message's item: a prompt or an answer.
struct ChatMessage: Sendable, Hashable {
    enum Sender: String, Sendable {
        case human = "Human"
        case ai = "AI"
    }

    enum Status: String, Sendable {
        case complete
        /// Of a prompt: no answer has come, or not yet.
        case unanswered
        /// Of an answer: it ends early.
        case incomplete
    }

    /// Of a prompt, in bytes of UTF-8.
    static let maximumPrompt = 100_000
    /// Of an answer, in bytes of UTF-8; what is longer is cut there. With ``maximumFolded`` it stays under the 400 KB of an
    /// item.
    static let maximumAnswer = 250_000
    /// How much of a message a search looks at, in bytes; folded it has at most ``FoldedText/maximumBytes``.
    static let maximumFolded = 90_000

    var turn: TurnID
    var id: String
    var sender: Sender
    var content: String
    /// RFC 3339.
    var createdAt: String
    var status: Status
    /// Epoch milliseconds until which somebody is answering the prompt; 0 for nobody.
    var leaseUntil = 0

    init(turn: TurnID, id: String, sender: Sender, content: String, createdAt: String, status: Status) {
        self.turn = turn
        self.id = id
        self.sender = sender
        self.content = content
        self.createdAt = createdAt
        self.status = status
    }

    init?(_ item: Item) {
        guard let turn = item[ConversationAttribute.sort]?.string.flatMap(TurnID.init(messageSort:)),
            let id = item[MessageAttribute.id]?.string,
            let sender = item[MessageAttribute.sender]?.string.flatMap(Sender.init(rawValue:))
        else { return nil }
        self.init(
            turn: turn, id: id, sender: sender, content: item[MessageAttribute.content]?.string ?? "",
            createdAt: item[MessageAttribute.createdAt]?.string ?? "",
            status: item[MessageAttribute.status]?.string.flatMap(Status.init(rawValue:)) ?? .complete)
        leaseUntil = item[MessageAttribute.leaseUntil]?.int ?? 0
    }

    var sort: String { sender == .human ? turn.promptSort : turn.answerSort }

    func item(in chat: ChatKey) -> Item {
        var item = chat.message(sort)
        item[MessageAttribute.id] = .string(id)
        item[MessageAttribute.sender] = .string(sender.rawValue)
        item[MessageAttribute.content] = .string(content)
        item[MessageAttribute.createdAt] = .string(createdAt)
        item[MessageAttribute.status] = .string(status.rawValue)
        item[ConversationAttribute.textPartition] = ChatKey.textPartition(of: chat.owner)
        item[ConversationAttribute.textSort] = .string(createdAt)
        item[ConversationAttribute.foldedText] = .string(
            FoldedText.fold(content.prefix(bytes: Self.maximumFolded)))
        return item
    }

    /// The line of a history as the original printed it.
    var line: String { "\(sender.rawValue): \(content)" }

    var json: JSON {
        [
            "message_id": .string(id), "sender": .string(sender.rawValue), "content": .string(content),
            "timestamp": .string(createdAt), "status": .string(status.rawValue),
        ]
    }
}
