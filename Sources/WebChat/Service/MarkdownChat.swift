import WireFormats

/// A chat as people read it: texts stay as they are, so what is Markdown in them works.
struct MarkdownChat: Sendable {
    let chat: Chat
    let messages: [ChatMessage]
    /// Without the title, for what follows.
    let isContinuation: Bool

    var text: String {
        var text = ""
        if !isContinuation {
            let title = chat.name.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            text += "# \(title)\n\nBegun \(chat.createdAt), last used \(chat.lastActivity)\n"
        }
        for message in messages {
            text += "\n## \(message.sender == .human ? "You" : "Assistant")\n\n*\(message.createdAt)*\n\n"
            text += message.content
            text += message.content.hasByteSuffix("\n") ? "" : "\n"
            switch message.status {
            case .complete: break
            case .unanswered: text += "\n*Without an answer*\n"
            case .incomplete: text += "\n*The answer ends early*\n"
            }
        }
        return text
    }
}
