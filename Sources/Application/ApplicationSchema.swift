public import Assessments
public import ChatSessions
public import Tables

/// Every table that the configured systems use: what SQLite creates and `colloquy tables create` makes.
public struct ApplicationSchema: Sendable {
    /// `nil` when system 000 is off.
    public let chatSessions: ChatSessionsSchema?
    /// `nil` when system 001 is off.
    public let assessments: AssessmentsSchema?

    public init(_ configuration: Configuration) {
        chatSessions = configuration.chatTables.map {
            ChatSessionsSchema(sessions: $0.sessions, messages: $0.messages, reviews: $0.reviews)
        }
        assessments = configuration.assessments.map {
            AssessmentsSchema(assessments: $0.assessmentsTable, events: $0.eventsTable)
        }
    }

    public var tables: [TableSchema] { (chatSessions?.tables ?? []) + (assessments?.tables ?? []) }
}
