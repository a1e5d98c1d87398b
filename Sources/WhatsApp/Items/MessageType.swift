/// What kind of message it is.
enum MessageType: String, Sendable, CaseIterable {
    case text, image, audio, video, document, location, contacts, button, sticker
    /// Of ours about the conversation, such as an error; the customer never gets it.
    case system
    /// WhatsApp has added a kind.
    case unknown
}
