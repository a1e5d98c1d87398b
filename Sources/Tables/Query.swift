public import AWSServices
public import WireFormats

/// Items of one partition, of the table or of an index.
public struct Query: Sendable, Hashable {
    public enum SortKeyRange: Sendable, Hashable {
        case equals(AttributeValue)
        case less(AttributeValue)
        case lessOrEqual(AttributeValue)
        case greater(AttributeValue)
        case greaterOrEqual(AttributeValue)
        case between(AttributeValue, AttributeValue)
        case beginsWith(String)
    }

    public var table: String
    /// The index to read; `nil` for the table itself. An index lags behind the table.
    public var index: String?
    /// The value of the partition key of the table or index.
    public var partition: AttributeValue
    public var range: SortKeyRange?
    public var descending: Bool
    /// The most items to look at, before `filter`; `nil` for as many as fit in a page.
    public var limit: Int?
    /// Drops items from the page after it has been read and counted.
    public var filter: Condition?
    /// Continue after this key: ``Page/lastKey`` of the page before.
    public var startKey: Item?
    /// Only for the table itself.
    public var consistent: Bool

    public init(
        table: String, index: String? = nil, partition: AttributeValue, range: SortKeyRange? = nil,
        descending: Bool = false, limit: Int? = nil, filter: Condition? = nil, startKey: Item? = nil,
        consistent: Bool = false
    ) {
        self.table = table
        self.index = index
        self.partition = partition
        self.range = range
        self.descending = descending
        self.limit = limit
        self.filter = filter
        self.startKey = startKey
        self.consistent = consistent
    }
}
