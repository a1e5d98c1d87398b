/// The operations of system 003 without their prefix: the names of the original's methods, and `summarize`.
enum MemoryOperation: String, CaseIterable, Sendable {
    case createSession = "create_session"
    case getSession = "get_session"
    case addMessage = "add_message"
    case getRecentMessages = "get_recent_messages"
    case getConversationContext = "get_conversation_context"
    case updateSummary = "update_summary"
    case getSummary = "get_summary"
    case clearSession = "clear_session"
    case summarize
}
