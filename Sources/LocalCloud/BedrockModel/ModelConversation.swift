import WireFormats

/// A conversation that a model is asked to continue: the request of Converse and ConverseStream, as far as the stand-in
/// looks at it.
struct ModelConversation: Sendable, Hashable {
    enum Role: String {
        case user
        case assistant
    }

    struct Message: Sendable, Hashable {
        var role: Role
        /// All its blocks, each as a paragraph; tools' uses and results as JSON.
        var text: String
    }

    struct Tool: Sendable, Hashable {
        var name: String
        var schema: JSON
    }

    enum ToolChoice: Sendable, Hashable {
        case auto
        case any
        case tool(String)
    }

    var modelID: String
    var system: [String]
    /// The last one is a user's.
    var messages: [Message]
    /// `nil` for no limit of the caller's.
    var maximumTokens: Int?
    var hasTemperature = false
    var tools: [Tool]
    var toolChoice: ToolChoice

    var limits: ModelLimits { ModelLimits(modelID: modelID) }

    /// What is to be answered.
    var prompt: String { messages.last?.text ?? "" }

    /// What a user has said, and what has been said about them, from the newest on.
    var remembered: [String] { messages.dropLast().reversed().map(\.text) + system.reversed() }
}
