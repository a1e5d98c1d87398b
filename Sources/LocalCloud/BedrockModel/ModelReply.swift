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

    var content: Content
    var stopReason: String
    var inputTokens: Int
    var outputTokens: Int

    /// A text, cut off where the conversation's limit has it.
    init(_ text: String, to conversation: ModelConversation) {
        let tokens = Self.tokens(of: text)
        let limit = min(tokens.count, conversation.maximumTokens ?? tokens.count)
        content = .text(tokens.prefix(limit).joined())
        stopReason = limit < tokens.count ? "max_tokens" : "end_turn"
        inputTokens = conversation.tokenCount
        outputTokens = limit
    }

    init(_ use: ToolUse, to conversation: ModelConversation) {
        content = .toolUse(use)
        stopReason = "tool_use"
        inputTokens = conversation.tokenCount
        outputTokens = Self.tokens(of: use.input.text).count
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
