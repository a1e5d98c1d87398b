/// Something that was said in a conversation.
public struct ModelMessage: Sendable, Hashable {
    public enum Role: String, Sendable, Hashable {
        case user
        case assistant
    }

    public var role: Role
    public var text: String

    public init(_ role: Role, _ text: String) {
        self.role = role
        self.text = text
    }

    public static func user(_ text: String) -> ModelMessage { ModelMessage(.user, text) }
    public static func assistant(_ text: String) -> ModelMessage { ModelMessage(.assistant, text) }
}

extension [ModelMessage] {
    /// The conversation as models take it: a user's message first, then in turn, none of them blank (Bedrock refuses any
    /// other). Neighbours of one role become one message of several paragraphs; what the assistant said before the first
    /// user's message goes.
    var inTurn: [ModelMessage] {
        var turns: [ModelMessage] = []
        for message in self where !message.text.isBlank {
            if turns.last?.role == message.role {
                turns[turns.count - 1].text += "\n\n" + message.text
            } else if !turns.isEmpty || message.role == .user {
                turns.append(message)
            }
        }
        return turns
    }
}
