import WireFormats

/// Where a list was cut: what sorts next in the same order comes on the next page.
struct ListPosition: Sendable, Hashable {
    /// As stored.
    let createdAt: String
    let id: String

    init(createdAt: String, id: String) {
        self.createdAt = createdAt
        self.id = id
    }

    init?(_ json: JSON) {
        guard let createdAt = json[0]?.string, let id = json[1]?.string else { return nil }
        self.init(createdAt: createdAt, id: id)
    }

    var json: JSON { [.string(createdAt), .string(id)] }

    /// True when an item of a list, newest first, comes after this position. One without an id is the newest end of its month.
    func precedes(createdAt: String, id: String) -> Bool {
        if self.id.isEmpty { return !self.createdAt.prefix(7).precedesInBytes(createdAt.prefix(7)) }
        return Self.isBefore((createdAt, id), (self.createdAt, self.id))
    }

    /// Whether one comes before the other in the order of the times as stored, and of the ids where those are the same: by
    /// bytes, as the index orders.
    static func isBefore(_ left: (createdAt: String, id: String), _ right: (createdAt: String, id: String)) -> Bool {
        left.createdAt.hasSameBytes(as: right.createdAt)
            ? left.id.precedesInBytes(right.id) : left.createdAt.precedesInBytes(right.createdAt)
    }
}
