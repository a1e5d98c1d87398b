public import AWSServices
public import WireFormats

/// A read of a whole table or index, a page at a time.
public struct Scan: Sendable, Hashable {
    public var table: String
    public var index: String?
    public var limit: Int?
    public var filter: Condition?
    public var startKey: Item?

    public init(
        table: String, index: String? = nil, limit: Int? = nil, filter: Condition? = nil, startKey: Item? = nil
    ) {
        self.table = table
        self.index = index
        self.limit = limit
        self.filter = filter
        self.startKey = startKey
    }
}
