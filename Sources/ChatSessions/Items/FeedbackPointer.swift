import AWSServices
import WireFormats

/// An entry of the feedback ledger: which message got feedback, filed by the month in which it got it.
///
/// Entries lie in the messages table under a partition of ``ChatSessionsSchema/messagesBySession`` that no session can
/// have (ids contain no `#`), so that feedback of a time range is a query. They have none of the attributes that other
/// readers look for, such as `feedback_type`.
struct FeedbackPointer: Sendable, Hashable {
    let messageID: String
    let sessionID: String
    /// When feedback was given: RFC 3339, or what the original wrote.
    let createdAt: String

    init(to message: Message) { self.init(message.id, message.sessionID, createdAt: message.feedbackCreatedAt) }

    init(_ messageID: String, _ sessionID: String, createdAt: String) {
        self.messageID = messageID
        self.sessionID = sessionID
        self.createdAt = createdAt
    }

    init?(_ item: Item) {
        guard let messageID = item[MessageAttribute.pointsToMessage]?.string,
            let sessionID = item[MessageAttribute.pointsToSession]?.string,
            let createdAt = item[MessageAttribute.createdAt]?.string
        else { return nil }
        self.init(messageID, sessionID, createdAt: createdAt)
    }

    static func partition(month: String) -> String { "feedback#\(month)" }

    var partition: String { Self.partition(month: SessionRow.month(of: createdAt) ?? "") }

    var key: Item {
        [
            MessageAttribute.id: .string(position.id),
            MessageAttribute.sessionID: .string(partition),
        ]
    }

    var item: Item {
        key.merging([
            MessageAttribute.createdAt: .string(createdAt),
            MessageAttribute.pointsToMessage: .string(messageID),
            MessageAttribute.pointsToSession: .string(sessionID),
        ]) { $1 }
    }

    /// Where the message behind it stands in a list of feedback.
    var position: ListPosition { ListPosition(createdAt: createdAt, id: "\(sessionID)#\(messageID)") }

    var message: Item { Message.key(messageID, in: sessionID) }
}
