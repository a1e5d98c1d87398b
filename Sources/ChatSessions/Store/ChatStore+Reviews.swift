import AWSServices
import Gateway
import SystemSupport
import Tables
import WireFormats

/// Reviews: at most one of each reviewer for each session. The session's item notes its id under the reviewer's name in
/// the transaction that stores the review, so two creations at the same time give one review.
extension ChatStore {
    static let noReview = Failure(.notFound, "review_id names no review of yours for this session")

    /// Notes that `reviewer` has reviewed the session.
    ///
    /// - Parameters:
    ///   - id: an earlier review to renew; `nil` to create one, or to renew what the reviewer has.
    ///   - comments: `nil` leaves those of an earlier review.
    /// - Returns: the id of the review.
    func review(
        _ id: String?, of sessionID: String, by reviewer: String, comments: String?
    ) async throws(Failure) -> String {
        if let id {
            guard let review = try await review(id), review.sessionID.hasSameBytes(as: sessionID),
                review.reviewer.hasSameBytes(as: reviewer),
                try await renew(id, comments: comments)
            else { throw Self.noReview }
            return id
        }
        for _ in 0..<Self.maximumRaces {
            guard
                let item = try await get(schema.sessions, [SessionAttribute.id: .string(sessionID)]),
                let found = SessionRow(item), let row = try await withFlags(found)
            else { throw Self.noSession }
            let flag = SessionAttribute.review(by: reviewer)
            if let existing = row.review(by: reviewer) {
                if try await renew(existing, comments: comments) { return existing }
                // The flag outlived its review.
                try await update(
                    schema.sessions, [SessionAttribute.id: .string(sessionID)], Update(remove: [flag]),
                    if: .equals(flag, .string(existing)))
                continue
            }
            let time = now()
            let new = identifiers.review(at: time)
            let outcome = try await transact([
                .update(
                    table: schema.sessions, key: [SessionAttribute.id: .string(sessionID)],
                    Update(set: [flag: .string(new)]),
                    if: .all([.equals(SessionAttribute.userID, .string(row.owner)), .absent(flag)])),
                .put(
                    table: schema.reviews,
                    item: [
                        ReviewAttribute.id: .string(new), ReviewAttribute.sessionID: .string(sessionID),
                        ReviewAttribute.reviewer: .string(reviewer),
                        ReviewAttribute.comments: .string(comments ?? ""),
                        ReviewAttribute.reviewedAt: .string(time.description),
                    ], if: .absent(ReviewAttribute.id)),
            ])
            if case .done = outcome { return new }
        }
        throw Self.busy
    }

    /// Removes a review, and with it any further ones that the original stored for the same reviewer and session. One
    /// that is not there, or is another session's, is left alone without complaint.
    func deleteReview(_ id: String, of sessionID: String) async throws(Failure) {
        guard let review = try await review(id), review.sessionID.hasSameBytes(as: sessionID) else { return }
        let same = try await indexedReviews(of: sessionID).filter {
            $0.reviewer.hasSameBytes(as: review.reviewer) && !$0.id.hasSameBytes(as: id)
        }
        try await batchWrite(schema.reviews, same.map { .delete(key: [ReviewAttribute.id: .string($0.id)]) })

        let flag = SessionAttribute.review(by: review.reviewer)
        let key: Item = [ReviewAttribute.id: .string(id)]
        let outcome = try await transact([
            .update(
                table: schema.sessions, key: [SessionAttribute.id: .string(sessionID)], Update(remove: [flag]),
                if: .exists(flag)),
            .delete(table: schema.reviews, key: key),
        ])
        // Without a flag (an item of the original, or a session that is gone) only the review is to be removed.
        if case .refused = outcome { try await delete(schema.reviews, key) }
    }

    /// The reviews of a session that the index shows.
    func indexedReviews(of sessionID: String) async throws(Failure) -> [Review] {
        try await all(
            Query(
                table: schema.reviews, index: ChatSessionsSchema.reviewsBySession, partition: .string(sessionID))
        ).compactMap(Review.init)
    }

    private func review(_ id: String) async throws(Failure) -> Review? {
        try await get(schema.reviews, [ReviewAttribute.id: .string(id)]).flatMap(Review.init)
    }

    /// - Returns: false when the review is not there.
    private func renew(_ id: String, comments: String?) async throws(Failure) -> Bool {
        var change = Update(set: [ReviewAttribute.reviewedAt: .string(now().description)])
        if let comments { change.set[ReviewAttribute.comments] = .string(comments) }
        return try await update(
            schema.reviews, [ReviewAttribute.id: .string(id)], change, if: .exists(ReviewAttribute.sessionID)) != nil
    }
}
