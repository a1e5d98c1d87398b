import WireFormats

/// A chat with the words of a search in its name, or in messages: some of these, newest first.
struct FoundChat: Sendable, Hashable {
    struct Match: Sendable, Hashable {
        var message: ChatMessage
        var snippet: FoundText

        var json: JSON {
            [
                "message_id": .string(message.id), "sender": .string(message.sender.rawValue),
                "timestamp": .string(message.createdAt), "snippet": .string(snippet.text),
                "highlights": snippet.highlightsJSON,
            ]
        }
    }

    /// Messages that are shown of a chat.
    static let maximumMatches = 3

    var chat: Chat
    var title: FoundText
    var matches: [Match]

    var json: JSON {
        [
            "session_id": .string(chat.id), "chat_name": .string(title.text), "title_highlights": title.highlightsJSON,
            "last_activity": .string(chat.lastActivity), "pinned": .bool(chat.isPinned),
            "archived": .bool(chat.isArchived), "matches": .array(matches.map(\.json)),
        ]
    }
}
