public import AWSServices
public import WireFormats

/// Which attributes are keys, and the key of an item.
extension TableSchema {
    public var keyAttributes: [KeyAttribute] { sortKey.map { [partitionKey, $0] } ?? [partitionKey] }

    /// The key attributes of an item, as ``Tables`` methods take them.
    public func key(of item: Item) -> Item {
        item.filter { name, _ in keyAttributes.contains { $0.name.hasSameBytes(as: name) } }
    }
}

extension TableSchema.Index {
    public var keyAttributes: [TableSchema.KeyAttribute] { sortKey.map { [partitionKey, $0] } ?? [partitionKey] }
}

extension TableSchema.KeyAttribute {
    func accepts(_ value: AttributeValue) -> Bool { value.typeName == type.rawValue }
}
