/// What a setting means to whoever sets it.
struct SettingMeaning: Hashable {
    /// Whom a setting is for.
    enum Part: String, CaseIterable {
        case all = "All systems"
        case chatSessions = "Chat sessions"
        case assessments = "Assessments"
        case conversations = "Web chat, context memory and WhatsApp"
        case contextMemory = "Context memory"
        case whatsApp = "WhatsApp"
        case page = "The page"
    }

    var part: Part
    /// In Markdown.
    var text: String
    /// Belongs into a secret store; see `SecretReferences`.
    var isSecret: Bool

    init(_ part: Part, _ text: String, isSecret: Bool = false) {
        self.part = part
        self.text = text
        self.isSecret = isSecret
    }
}
