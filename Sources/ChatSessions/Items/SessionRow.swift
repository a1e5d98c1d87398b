import AWSServices
import SystemSupport
import WireFormats

/// A sessions item that is there for somebody: one that has an owner and is not being deleted.
struct SessionRow: Sendable, Hashable {
    let item: Item
    let id: String
    let owner: String
    /// As stored, for comparison with other stored times.
    let createdAt: String

    /// `nil` when the item is no session, or one whose deletion has begun.
    init?(_ item: Item) {
        guard let id = item[SessionAttribute.id]?.string, let owner = item[SessionAttribute.userID]?.string,
            item[SessionAttribute.deletedAt] == nil
        else { return nil }
        self.item = item
        self.id = id
        self.owner = owner
        createdAt = item[SessionAttribute.createdAt]?.string ?? ""
    }

    var title: String { (item[SessionAttribute.title]?.string ?? "").trimmed }
    var messageCount: Int { item[SessionAttribute.messageCount]?.int ?? 0 }
    var firstMessageID: String? { item[SessionAttribute.firstMessageID]?.string }
    var firstRequest: String? { item[SessionAttribute.firstRequest]?.string }

    /// False for an item that the original wrote and nobody has looked into yet.
    var hasFlags: Bool { item[SessionAttribute.feedbackCount] != nil }
    var hasFeedback: Bool { (item[SessionAttribute.feedbackCount]?.int ?? 0) > 0 }

    /// Ids of the reviews, by reviewer.
    var reviews: ExactDictionary<String> {
        var reviews: ExactDictionary<String> = [:]
        for (name, value) in item {
            if let reviewer = name.removingBytePrefix(SessionAttribute.reviewPrefix) {
                reviews[reviewer] = value.string
            }
        }
        return reviews
    }

    func review(by reviewer: String) -> String? { item[SessionAttribute.review(by: reviewer)]?.string }

    /// `YYYY-MM`, from the time of creation; `nil` when that is not a time.
    static func month(of createdAt: String) -> String? {
        Timestamp(createdAt).map { String($0.description.prefix(7)) }
    }
}

extension String {
    /// A stored time as clients get it: RFC 3339 with `Z`; text that is no time stays as it is.
    var asWireTime: String { Timestamp(self)?.description ?? self }
}
