/// The ids of what alice has in every system, which others guess or have overheard.
struct Belongings: Sendable {
    var chatSession = "chat-session-alice-1"
    var otherChatSession = "chat-session-alice-2"
    var message = "message-alice-1"
    var otherMessage = "message-alice-2"
    var review = ""
    var assessment = ""
    var chat = "web-chat-alice-1"
    var otherChat = "web-chat-alice-2"
    var deletedChat = "web-chat-alice-3"
    var memory = "memory-alice-1"
    var phone = "+14155550100"
    var otherPhone = "+14155550101"
    var whatsAppSession = ""
    var whatsAppMessage = ""

    /// In all that alice has said, and in no id.
    static let secret = "canary-7f3a"

    /// Ids of the same form, of nothing.
    var missing: Belongings {
        func other(_ id: String) -> String {
            // The same length, and still a UUID where it was one.
            id.contains("alice") ? id.replacing("alice", with: "nobod") : String(id.dropLast(4)) + "0bad"
        }
        var missing = self
        for path: WritableKeyPath<Belongings, String> in [
            \.chatSession, \.otherChatSession, \.message, \.otherMessage, \.review, \.assessment, \.chat, \.otherChat,
            \.deletedChat, \.memory, \.whatsAppSession, \.whatsAppMessage,
        ] { missing[keyPath: path] = other(self[keyPath: path]) }
        missing.phone = "+14155559998"
        missing.otherPhone = "+14155559999"
        return missing
    }

    /// The longest first, so that none is masked in part.
    var names: [String] {
        [
            chatSession, otherChatSession, message, otherMessage, review, assessment, chat, otherChat, deletedChat,
            memory, phone, otherPhone, whatsAppSession, whatsAppMessage,
        ].filter { !$0.isEmpty }.sorted { $0.utf8.count > $1.utf8.count }
    }
}
