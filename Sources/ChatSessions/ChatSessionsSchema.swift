public import Tables
import WireFormats

/// The three tables of system 000 (chat sessions): names, keys and indexes.
///
/// Names of attributes, keys and the three original indexes are those that other readers of the same tables rely on;
/// `SessionsByMonthIndex` is ours, so that listing everybody's sessions needs no scan.
public struct ChatSessionsSchema: Sendable, Hashable {
    /// `SESSION_TABLE`
    public let sessions: String
    /// `MESSAGES_TABLE`
    public let messages: String
    /// `REVIEW_TABLE`. Also holds the few items that record how far a background job has come: their `pk_review_id`
    /// begins with `colloquy#`, and they have no `session_id`.
    public let reviews: String

    static let sessionsByUser = "UserSessionsIndex"
    static let sessionsByMonth = "SessionsByMonthIndex"
    static let messagesBySession = "SessionMessagesIndex"
    static let reviewsBySession = "SessionReviewIndex"

    public init(sessions: String, messages: String, reviews: String) {
        self.sessions = sessions
        self.messages = messages
        self.reviews = reviews
    }

    public var tables: [TableSchema] {
        [
            TableSchema(
                sessions, partitionKey: .init(SessionAttribute.id),
                indexes: [
                    .init(
                        Self.sessionsByUser, partitionKey: .init(SessionAttribute.userID),
                        sortKey: .init(SessionAttribute.createdAt)),
                    .init(
                        Self.sessionsByMonth, partitionKey: .init(SessionAttribute.month),
                        sortKey: .init(SessionAttribute.createdAt)),
                ]),
            TableSchema(
                messages, partitionKey: .init(MessageAttribute.id), sortKey: .init(MessageAttribute.sessionID),
                indexes: [
                    .init(
                        Self.messagesBySession, partitionKey: .init(MessageAttribute.sessionID),
                        sortKey: .init(MessageAttribute.createdAt))
                ]),
            TableSchema(
                reviews, partitionKey: .init(ReviewAttribute.id),
                indexes: [.init(Self.reviewsBySession, partitionKey: .init(ReviewAttribute.sessionID))]),
        ]
    }
}
