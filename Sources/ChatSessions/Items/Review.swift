import AWSServices
import WireFormats

/// A reviews item: what one admin noted about one session.
struct Review: Sendable, Hashable {
    let item: Item
    let id: String
    let sessionID: String
    let reviewer: String

    /// `nil` for the items that are no reviews.
    init?(_ item: Item) {
        guard let id = item[ReviewAttribute.id]?.string, let sessionID = item[ReviewAttribute.sessionID]?.string
        else { return nil }
        self.item = item
        self.id = id
        self.sessionID = sessionID
        reviewer = item[ReviewAttribute.reviewer]?.string ?? ""
    }

    var comments: String { item[ReviewAttribute.comments]?.string ?? "" }
    var reviewedAt: String { item[ReviewAttribute.reviewedAt]?.string ?? "" }
}
