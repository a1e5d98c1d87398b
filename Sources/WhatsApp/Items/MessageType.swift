/// What kind of message it is.
enum MessageType: String, Sendable, CaseIterable {
    case text, image, audio, video, document, location, contacts, button, sticker
    /// A form that was filled in, or what was chosen from a list: its content says what.
    case interactive
    case reaction
    /// Of ours about the conversation. The customer gets it only where it says that something failed.
    case system
    /// WhatsApp has added a kind.
    case unknown
}
