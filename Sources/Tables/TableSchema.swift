public import WireFormats

/// Keys and indexes of a table: what `colloquy tables create` makes and the template declares.
public struct TableSchema: Sendable, Hashable {
    public enum KeyType: String, Sendable, Hashable {
        case string = "S"
        case number = "N"
        case binary = "B"
    }

    public struct KeyAttribute: Sendable, Hashable {
        public let name: String
        public let type: KeyType

        public init(_ name: String, _ type: KeyType = .string) {
            self.name = name
            self.type = type
        }
    }

    /// Which attributes an index has beside the keys of table and index; a filter sees no others.
    public enum Projection: Sendable, Hashable {
        case all
        case keysOnly
        /// At most 100 in all indexes of a table.
        case include(ExactSet)
    }

    /// A global secondary index. Items without its key attributes are not in it.
    public struct Index: Sendable, Hashable {
        public let name: String
        public let partitionKey: KeyAttribute
        public let sortKey: KeyAttribute?
        public let projection: Projection

        public init(
            _ name: String, partitionKey: KeyAttribute, sortKey: KeyAttribute? = nil, projection: Projection = .all
        ) {
            self.name = name
            self.partitionKey = partitionKey
            self.sortKey = sortKey
            self.projection = projection
        }
    }

    public let name: String
    public let partitionKey: KeyAttribute
    public let sortKey: KeyAttribute?
    public let indexes: [Index]
    /// The attribute with epoch seconds after which DynamoDB may delete the item.
    public let timeToLive: String?

    public init(
        _ name: String, partitionKey: KeyAttribute, sortKey: KeyAttribute? = nil, indexes: [Index] = [],
        timeToLive: String? = nil
    ) {
        self.name = name
        self.partitionKey = partitionKey
        self.sortKey = sortKey
        self.indexes = indexes
        self.timeToLive = timeToLive
    }

    public func index(_ name: String) -> Index? { indexes.first { $0.name.hasSameBytes(as: name) } }
}
