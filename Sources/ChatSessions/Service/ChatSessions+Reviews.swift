import Gateway
import WireFormats

/// Operations of admins on reviews.
extension ChatSessions {
    /// `update_review_session`, with an empty `review_id` to create: 200 `{"review_id", "session_id"}`.
    func updateReview(_ call: Call) async throws(Failure) -> Response {
        let sessionID = try call.sessionID
        guard let given = try call.arguments.stringIfPresent("review_id", allowsEmpty: true) else {
            throw call.arguments.invalid("review_id", "is required; empty creates one")
        }
        let reviewID = given.isEmpty ? nil : try call.arguments.identifier("review_id")
        let comments = try call.arguments.stringIfPresent(
            "comments", maximumBytes: Limits.comments, allowsEmpty: true)
        let stored = try await store.review(reviewID, of: sessionID, by: try call.userID, comments: comments)
        return .json(["review_id": .string(stored), "session_id": .string(sessionID)])
    }

    /// `delete_review_session`: 200 `"Review <id> deleted."`, whatever was there.
    func deleteReview(_ call: Call) async throws(Failure) -> Response {
        let reviewID = try call.arguments.identifier("review_id")
        try await store.deleteReview(reviewID, of: try call.sessionID)
        return .json(.string("Review \(reviewID) deleted."))
    }
}
