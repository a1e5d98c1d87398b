import AWSServices
import WireFormats

/// DynamoDB's rules for the items, keys, conditions and updates of one table.
///
/// Both engines apply them before anything is sent or stored, so that they fail alike and bad input writes nothing. What
/// is accepted comes back normalised.
struct ItemValidation {
    /// In bytes (DynamoDB: "Service quotas, Partition keys and sort keys").
    static let maximumPartitionKey = 2048
    static let maximumSortKey = 1024

    let schema: TableSchema

    /// - Throws: ``TableError/Code/invalid``, or ``TableError/Code/itemTooLarge`` over 400 KB.
    func item(_ item: Item) throws(TableError) -> Item {
        let item = try attributes(item)
        try checkKey(schema.partitionKey, in: item, limit: Self.maximumPartitionKey)
        if let sortKey = schema.sortKey { try checkKey(sortKey, in: item, limit: Self.maximumSortKey) }
        for (name, value) in item { try checkIndexKey(name, value) }
        try Self.checkSize(of: item)
        return item
    }

    /// A key must hold the table's key attributes and nothing else.
    func key(_ key: Item) throws(TableError) -> Item {
        let key = try attributes(key)
        try checkKey(schema.partitionKey, in: key, limit: Self.maximumPartitionKey)
        if let sortKey = schema.sortKey { try checkKey(sortKey, in: key, limit: Self.maximumSortKey) }
        guard key.count == schema.keyAttributes.count else {
            throw TableError(.invalid, "the provided key element does not match the schema of \(schema.name)")
        }
        return key
    }

    static func checkSize(of item: Item) throws(TableError) {
        guard ItemSize.of(item) <= ItemSize.maximumItem else {
            throw TableError(.itemTooLarge, "item size has exceeded the maximum allowed size of 400 KB")
        }
    }

    /// Names and values, without a thought for keys.
    func attributes(_ item: Item) throws(TableError) -> Item {
        var result = Item(minimumCapacity: item.count)
        for (name, value) in item {
            try AttributeValue.check(name: name)
            result[name] = try value.normalized(in: name)
        }
        return result
    }

    private func checkKey(
        _ attribute: TableSchema.KeyAttribute, in item: Item, limit: Int
    ) throws(TableError) {
        guard let value = item[attribute.name] else {
            throw TableError(.invalid, "the key attribute \(attribute.name) of \(schema.name) is missing")
        }
        try Self.check(value, for: attribute, limit: limit)
    }

    /// A key attribute's value has the declared type, is not empty and not too long.
    static func check(
        _ value: AttributeValue, for attribute: TableSchema.KeyAttribute, limit: Int
    ) throws(TableError) {
        guard attribute.accepts(value) else {
            throw TableError(
                .invalid,
                "the key attribute \(attribute.name) must be of type \(attribute.type.rawValue), not \(value.typeName)")
        }
        let length = ItemSize.of(value)
        guard length > 0 else { throw TableError(.invalid, "the key attribute \(attribute.name) must not be empty") }
        guard length <= limit else {
            throw TableError(.invalid, "the key attribute \(attribute.name) must not be over \(limit) bytes")
        }
    }

    /// An attribute that is a key of an index may be missing, but must be fit for the index if it is there.
    func checkIndexKey(_ name: String, _ value: AttributeValue) throws(TableError) {
        for index in schema.indexes {
            if index.partitionKey.name.hasSameBytes(as: name) {
                try Self.check(value, for: index.partitionKey, limit: Self.maximumPartitionKey)
            }
            if let sortKey = index.sortKey, sortKey.name.hasSameBytes(as: name) {
                try Self.check(value, for: sortKey, limit: Self.maximumSortKey)
            }
        }
    }
}
