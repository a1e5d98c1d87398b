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

    /// True when an item of a list, newest first, comes after this position.
    func precedes(createdAt: String, id: String) -> Bool { (createdAt, id) < (self.createdAt, self.id) }
}
