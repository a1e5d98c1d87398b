import AWSServices
import WireFormats

/// The columns of the export, as the original wrote them: a row for each message, or one with blanks for a session
/// without any.
enum SessionsCSV {
    /// What a file begins with.
    static let header =
        CSVText.byteOrderMark
        + CSVText.row([
            "SessionID", "UserID", "Title", "CreatedAt", "UpdatedAt", "MessageCount", "MessageID", "UserPrompt",
            "BotResponse", "MessageCreatedAt", "ResponseTime", "FeedbackType", "FeedbackCategory", "FeedbackMessage",
            "FeedbackRank", "FeedbackCreatedAt", "ReviewID", "ReviewedBy", "ReviewComments", "ReviewedAt",
        ])

    /// - Parameter review: the latest of the session.
    static func rows(_ row: SessionRow, _ messages: [Message], _ review: Review?) -> [UInt8] {
        let session = [
            row.id, row.owner, row.title, row.createdAt.asWireTime,
            (row.item[SessionAttribute.updatedAt]?.string ?? "").asWireTime, String(row.messageCount),
        ]
        let reviewed = review.map { [$0.id, $0.reviewer, $0.comments, $0.reviewedAt.asWireTime] }
        let end = reviewed ?? ["", "", "", ""]
        guard !messages.isEmpty else {
            return CSVText.row(session + [String](repeating: "", count: 10) + end)
        }
        return messages.flatMap { CSVText.row(session + cells($0) + end) }
    }

    private static func cells(_ message: Message) -> [String] {
        [
            message.id, message.prompt, message.response, message.createdAt.asWireTime,
            message.item[MessageAttribute.responseTime]?.number ?? "", message.feedbackType, message.feedbackCategory,
            message.feedbackMessage, message.feedbackRank.map { String($0) } ?? "",
            message.hasFeedback ? message.feedbackCreatedAt.asWireTime : "",
        ]
    }
}
