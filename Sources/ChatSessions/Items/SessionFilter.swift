import AWSServices
import Tables
import WireFormats

/// Which sessions an admin wants to see.
struct SessionFilter: Sendable, Hashable {
    var range: TimeRange
    /// `nil` for either.
    var hasFeedback: Bool?
    var hasReview: Bool?
    /// Whose reviews count; `nil` for anybody's.
    var reviewer: String?
    /// The asking admin, whose own review comes first.
    var admin: String

    /// The review that a session's row tells of: the asking admin's own, or, where anybody's count, the latest id.
    func review(of row: SessionRow) -> String? {
        if let own = row.review(by: admin) { return own }
        return reviewer == nil ? row.reviews.values.max { $0.precedesInBytes($1) } : nil
    }

    func matches(_ row: SessionRow) -> Bool {
        if let hasFeedback, row.hasFeedback != hasFeedback { return false }
        if let hasReview, (review(of: row) != nil) != hasReview { return false }
        return true
    }

    /// What the engine can drop already. Rows without flags pass: somebody has to look into them first.
    var condition: Condition? {
        var wanted: [Condition] = []
        if let hasFeedback {
            wanted.append(
                hasFeedback
                    ? .greater(SessionAttribute.feedbackCount, 0) : .lessOrEqual(SessionAttribute.feedbackCount, 0))
        }
        if let hasReview, let reviewer {
            let attribute = SessionAttribute.review(by: reviewer)
            wanted.append(hasReview ? .exists(attribute) : .absent(attribute))
        }
        return wanted.isEmpty ? nil : .any([.absent(SessionAttribute.feedbackCount), .all(wanted)])
    }
}
