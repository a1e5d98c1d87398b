public import ChatSessions
public import Tables

/// Every table that the configured systems use: what SQLite creates and `colloquy tables create` makes.
public struct ApplicationSchema: Sendable {
    /// `nil` when system 000 is off.
    public let chatSessions: ChatSessionsSchema?

    public init(_ configuration: Configuration) {
        chatSessions = configuration.chatTables.map {
            ChatSessionsSchema(sessions: $0.sessions, messages: $0.messages, reviews: $0.reviews)
        }
    }

    public var tables: [TableSchema] { chatSessions?.tables ?? [] }
}
