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

    /// A global secondary index; it projects all attributes. Items without its key attributes are not in it.
    public struct Index: Sendable, Hashable {
        public let name: String
        public let partitionKey: KeyAttribute
        public let sortKey: KeyAttribute?

        public init(_ name: String, partitionKey: KeyAttribute, sortKey: KeyAttribute? = nil) {
            self.name = name
            self.partitionKey = partitionKey
            self.sortKey = sortKey
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

    public func index(_ name: String) -> Index? { indexes.first { $0.name == name } }
}
