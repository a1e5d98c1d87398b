import AWSServices
import SystemSupport
import WireFormats

/// A messages item: a prompt and, once there is one, its answer.
struct Message: Sendable, Hashable {
    let item: Item
    let id: String
    let sessionID: String

    /// `nil` when the item is none, such as a pointer of the feedback ledger.
    init?(_ item: Item) {
        guard let id = item[MessageAttribute.id]?.string, let sessionID = item[MessageAttribute.sessionID]?.string,
            item[MessageAttribute.pointsToMessage] == nil
        else { return nil }
        self.item = item
        self.id = id
        self.sessionID = sessionID
    }

    var prompt: String { item[MessageAttribute.prompt]?.string ?? "" }
    /// Empty while the answer is pending.
    var response: String { item[MessageAttribute.response]?.string ?? "" }
    var isPending: Bool { item[MessageAttribute.pending]?.bool == true }
    var requestDigest: String? { item[MessageAttribute.request]?.string }
    /// As stored; the original's `update_session` wrote `sent_at` in its place.
    var createdAt: String {
        item[MessageAttribute.createdAt]?.string ?? item[MessageAttribute.sentAt]?.string ?? ""
    }
    var time: Timestamp { Timestamp(createdAt) ?? Timestamp(microseconds: 0) }

    var hasFeedback: Bool { item[MessageAttribute.feedbackType] != nil }
    var feedbackType: String { item[MessageAttribute.feedbackType]?.string ?? "" }
    var feedbackRank: Int? { item[MessageAttribute.feedbackRank]?.int }
    var feedbackCategory: String { item[MessageAttribute.feedbackCategory]?.string ?? "" }
    var feedbackMessage: String { item[MessageAttribute.feedbackMessage]?.string ?? "" }
    /// As stored; the message's own time where feedback has none.
    var feedbackCreatedAt: String { item[MessageAttribute.feedbackCreatedAt]?.string ?? createdAt }

    /// The sources as JSON; an empty array when there are none.
    var sources: JSON { item[MessageAttribute.sources]?.plainJSON ?? [] }

    var key: Item { Self.key(id, in: sessionID) }

    static func key(_ id: String, in sessionID: String) -> Item {
        [MessageAttribute.id: .string(id), MessageAttribute.sessionID: .string(sessionID)]
    }

    /// Oldest first; what was stored in the same microsecond in the order of the ids.
    static func precedes(_ left: Message, _ right: Message) -> Bool {
        left.time == right.time ? left.id.precedesInBytes(right.id) : left.time < right.time
    }
}
