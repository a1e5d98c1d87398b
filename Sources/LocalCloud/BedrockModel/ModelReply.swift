import WireFormats

/// What the stand-in says to a conversation.
struct ModelReply: Sendable, Hashable {
    struct ToolUse: Sendable, Hashable {
        var name: String
        var input: JSON
    }

    enum Content: Sendable, Hashable {
        case text(String)
        case toolUse(ToolUse)
    }

    /// What a model that thinks first does with a part of its tokens.
    private static let allThoughts =
        "The user wants something. I look at what has been said so far, and then I say in a few words what follows from it."

    /// Empty for a model that does not.
    var thoughts: String
    /// `nil` when the tokens ended with the thoughts.
    var content: Content?
    var stopReason: String
    var inputTokens: Int
    var outputTokens: Int

    /// A text, cut off where the conversation's limit has it.
    init(_ text: String, to conversation: ModelConversation) {
        let tokens = Self.tokens(of: text)
        let left: Int?
        (thoughts, left) = Self.thoughts(conversation)
        let count = min(tokens.count, left ?? tokens.count)
        content = count > 0 ? .text(tokens.prefix(count).joined()) : nil
        stopReason = count < tokens.count ? "max_tokens" : "end_turn"
        inputTokens = conversation.tokenCount
        outputTokens = Self.tokens(of: thoughts).count + count
    }

    init(_ use: ToolUse, to conversation: ModelConversation) {
        let left: Int?
        (thoughts, left) = Self.thoughts(conversation)
        let count = Self.tokens(of: use.input.text).count
        let fits = left.map { $0 >= 1 } ?? true
        content = fits ? .toolUse(use) : nil
        stopReason = fits ? "tool_use" : "max_tokens"
        inputTokens = conversation.tokenCount
        outputTokens = Self.tokens(of: thoughts).count + (fits ? count : 0)
    }

    /// What is thought first, and the tokens that are left of the conversation's limit.
    private static func thoughts(_ conversation: ModelConversation) -> (String, left: Int?) {
        guard conversation.limits.thinksFirst else { return ("", conversation.maximumTokens) }
        let tokens = tokens(of: allThoughts)
        guard let limit = conversation.maximumTokens else { return (allThoughts, nil) }
        return (tokens.prefix(limit).joined(), max(0, limit - tokens.count))
    }

    /// In this model a token is a word with the space behind it.
    static func tokens(of text: String) -> [Substring] {
        var tokens: [Substring] = []
        var start = text.startIndex
        var isSpace = false
        for position in text.indices {
            let wasSpace = isSpace
            isSpace = text[position].isWhitespace
            if wasSpace, !isSpace {
                tokens.append(text[start..<position])
                start = position
            }
        }
        if start < text.endIndex { tokens.append(text[start...]) }
        return tokens
    }
}

extension ModelConversation {
    fileprivate var tokenCount: Int {
        (system + messages.map(\.text)).reduce(0) { $0 + ModelReply.tokens(of: $1).count }
    }
}
