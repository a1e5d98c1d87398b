/// What a user thinks of an answer.
struct Feedback: Sendable, Hashable {
    enum Kind: String, Sendable, CaseIterable {
        case positive, negative, neutral
    }

    var kind: Kind
    /// 1 to 5.
    var rank: Int?
    var category: String
    var comment: String
}
