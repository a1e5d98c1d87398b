public import Assessments
public import ChatSessions
public import SystemSupport
public import Tables

/// Every table that the configured systems use: what SQLite creates and `colloquy tables create` makes.
public struct ApplicationSchema: Sendable {
    /// `nil` when system 000 is off.
    public let chatSessions: ChatSessionsSchema?
    /// `nil` when system 001 is off.
    public let assessments: AssessmentsSchema?
    /// `nil` when systems 002 to 004 are off.
    public let conversations: ConversationsSchema?

    public init(_ configuration: Configuration) {
        chatSessions = configuration.chatTables.map {
            ChatSessionsSchema(sessions: $0.sessions, messages: $0.messages, reviews: $0.reviews)
        }
        assessments = configuration.assessments.map {
            AssessmentsSchema(assessments: $0.assessmentsTable, events: $0.eventsTable)
        }
        conversations = configuration.conversationsTable.map { ConversationsSchema(table: $0) }
    }

    public var tables: [TableSchema] {
        (chatSessions?.tables ?? []) + (assessments?.tables ?? []) + (conversations?.tables ?? [])
    }
}
