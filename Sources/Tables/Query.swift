public import AWSServices

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

/// What one read brought.
public struct Page: Sendable, Hashable {
    public var items: [Item]
    /// Where the next page starts: the keys of the table (and index) of the last item looked at; `nil` at the end.
    public var lastKey: Item?

    public init(items: [Item], lastKey: Item? = nil) {
        self.items = items
        self.lastKey = lastKey
    }
}

public enum BatchWrite: Sendable, Hashable {
    case put(Item)
    case delete(key: Item)
}

public enum TransactAction: Sendable, Hashable {
    case put(table: String, item: Item, if: Condition? = nil)
    case update(table: String, key: Item, Update, if: Condition? = nil)
    case delete(table: String, key: Item, if: Condition? = nil)
    case check(table: String, key: Item, if: Condition)
}
