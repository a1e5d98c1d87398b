import AWSServices
import Gateway
import SystemSupport
import WireFormats

/// A chat from a file: everything about it checked, nothing of it stored yet.
struct ImportedChat: Sendable, Hashable {
    /// Of a file, in one request; each chat costs some four storage calls.
    static let maximumChats = 100
    /// Of all chats of a request.
    static let maximumMessages = 10_000
    /// A clock that runs ahead is no reason to refuse a file; a date in the next year is.
    private static let tolerance: Duration = .seconds(86_400)

    var id: String
    var name: String
    var createdAt: Timestamp
    var lastActivity: Timestamp
    var isPinned: Bool
    var isArchived: Bool
    var messages: [Message]

    struct Message: Sendable, Hashable {
        var id: String
        var sender: ChatMessage.Sender
        var content: String
        var time: Timestamp
        var status: ChatMessage.Status
    }

    /// - Throws: 422 that names the member and its place in the file.
    init(_ arguments: Arguments, now: Timestamp) throws(Failure) {
        id = try arguments.string("session_id", maximumBytes: .max)
        guard ChatKey.isValid(id) else { throw arguments.invalid("session_id", WebChat.idRule) }
        name = try arguments.string("chat_name", maximumBytes: ChatName.maximumBytes)
        guard name.count <= ChatName.maximumGiven, !name.isBlank else {
            throw arguments.invalid("chat_name", "must have 1 to \(ChatName.maximumGiven) characters")
        }
        createdAt = try Self.time("created_at", arguments, now)
        lastActivity = try Self.time("last_activity", arguments, now)
        guard createdAt <= lastActivity else {
            throw arguments.invalid("last_activity", "must not be before created_at")
        }
        isPinned = try arguments.booleanIfPresent("pinned") ?? false
        isArchived = try arguments.booleanIfPresent("archived") ?? false
        messages = []
        var ids: Set<[UInt8]> = []
        for element in try arguments.objects("messages", maximumCount: Self.maximumMessages) {
            let message = try Self.message(element, now)
            guard ids.insert(Array(message.id.utf8)).inserted else {
                throw element.invalid("message_id", "must not be that of another message of the chat")
            }
            messages.append(message)
        }
    }

    private static func message(_ arguments: Arguments, _ now: Timestamp) throws(Failure) -> Message {
        let id = try arguments.string("message_id", maximumBytes: GenerateRequest.maximumID)
        guard let sender = ChatMessage.Sender(rawValue: try arguments.string("sender")) else {
            throw arguments.invalid("sender", "must be Human or AI")
        }
        let maximum = sender == .human ? ChatMessage.maximumPrompt : ChatMessage.maximumAnswer
        let content = try arguments.string("content", maximumBytes: maximum)
        // No model takes a blank message.
        guard !content.isBlank else {
            throw arguments.invalid("content", "must have something in it")
        }
        let status = try arguments.stringIfPresent("status") ?? ChatMessage.Status.complete.rawValue
        guard let status = ChatMessage.Status(rawValue: status),
            status != (sender == .human ? .incomplete : .unanswered)
        else {
            let other: ChatMessage.Status = sender == .human ? .unanswered : .incomplete
            throw arguments.invalid("status", "must be complete or \(other.rawValue)")
        }
        return Message(
            id: id, sender: sender, content: content, time: try time("timestamp", arguments, now), status: status)
    }

    private static func time(
        _ name: String, _ arguments: Arguments, _ now: Timestamp
    ) throws(Failure) -> Timestamp {
        let time = try arguments.timestamp(name)
        guard time <= now + tolerance else { throw arguments.invalid(name, "must not be in the future") }
        return time
    }
}

// MARK: - Items

extension ImportedChat {
    /// The chat as it will be, without a version.
    func header(_ key: ChatKey, epoch: Int) -> Item {
        var item = Chat.item(key, name: name, at: createdAt.description, epoch: epoch)
        item[ChatAttribute.isNamedByUser] = true
        item[ChatAttribute.lastActivity] = .string(lastActivity.description)
        item[ChatAttribute.messageCount] = .int(messages.count)
        item[ChatAttribute.isPinned] = .bool(isPinned)
        item[ChatAttribute.isArchived] = .bool(isArchived)
        item[ChatAttribute.contextTokens] = .int(contextTokens)
        item[ConversationAttribute.listSort] = .string(
            Chat.Part(isPinned: isPinned, isArchived: isArchived).sort(lastActivity.description))
        return item
    }

    /// Of the turns that have an answer.
    private var contextTokens: Int {
        zip(messages, messages.dropFirst()).reduce(0) { sum, pair in
            guard pair.0.sender == .human, pair.1.sender == .ai else { return sum }
            return sum + TokenEstimate.of(prompt: pair.0.content, answer: pair.1.content)
        }
    }

    /// Messages in turns: an answer belongs to the prompt right before it. A prompt is unanswered when none follows.
    ///
    /// - Parameter end: no turn is later than this, so that whatever is said next comes behind all of them.
    func chatMessages(epoch: Int, before end: Timestamp) -> [ChatMessage] {
        var stored: [ChatMessage] = []
        var time = Timestamp(microseconds: .min)
        for (position, message) in messages.enumerated() {
            let turn: TurnID
            if message.sender == .ai, let prompt = stored.last, prompt.sender == .human {
                turn = prompt.turn
                stored[stored.count - 1].status = .complete
            } else {
                // The order of the file counts, also where its times do not follow it.
                time = min(end, max(time, message.time))
                turn = TurnID(epoch: epoch, time: time, tieBreak: position.padded(to: 8, radix: 16))
            }
            stored.append(
                ChatMessage(
                    turn: turn, id: message.id, sender: message.sender, content: message.content,
                    createdAt: message.time.description, status: message.sender == .human ? .unanswered : message.status
                ))
        }
        return stored
    }
}
