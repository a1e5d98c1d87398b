import AWSServices
import WireFormats

/// Queries and scans.
extension ItemValidation {
    /// The keys by which the table or one of its indexes is read.
    struct Keys {
        let partition: TableSchema.KeyAttribute
        let sort: TableSchema.KeyAttribute?
        let index: TableSchema.Index?
    }

    /// - Throws: ``TableError/Code/notFound`` for an index that is not declared.
    func keys(ofIndex name: String?) throws(TableError) -> Keys {
        guard let name else { return Keys(partition: schema.partitionKey, sort: schema.sortKey, index: nil) }
        guard let index = schema.index(name) else {
            throw TableError(.notFound, "the table \(schema.name) has no index \(name)")
        }
        return Keys(partition: index.partitionKey, sort: index.sortKey, index: index)
    }

    func query(_ query: Query) throws(TableError) -> Query {
        let keys = try keys(ofIndex: query.index)
        guard query.index == nil || !query.consistent else {
            throw TableError(.invalid, "consistent reads are not supported on global secondary indexes")
        }
        var result = query
        result.partition = try query.partition.normalized(in: keys.partition.name)
        try Self.check(result.partition, for: keys.partition, limit: Self.maximumPartitionKey)
        if let range = query.range {
            guard let sort = keys.sort else {
                throw TableError(.invalid, "\(query.index ?? schema.name) has no sort key to give a range of")
            }
            result.range = try self.range(range, of: sort)
        }
        try Self.check(limit: query.limit)
        result.filter = try condition(query.filter)
        if let filter = result.filter {
            let isKey = [keys.partition.name, keys.sort?.name].compactMap(\.self).first(where: filter.names.contains)
            if let isKey { throw TableError(.invalid, "\(isKey): a filter must not look at a key of what is queried") }
        }
        if let startKey = query.startKey { result.startKey = try self.startKey(startKey, keys, of: result) }
        return result
    }

    func scan(_ scan: Scan) throws(TableError) -> Scan {
        let keys = try keys(ofIndex: scan.index)
        var result = scan
        try Self.check(limit: scan.limit)
        result.filter = try condition(scan.filter)
        if let startKey = scan.startKey { result.startKey = try self.startKey(startKey, keys) }
        return result
    }

    private static func check(limit: Int?) throws(TableError) {
        guard limit ?? 1 >= 1 else { throw TableError(.invalid, "the limit must be at least 1") }
    }

    private func range(
        _ range: Query.SortKeyRange, of sort: TableSchema.KeyAttribute
    ) throws(TableError) -> Query.SortKeyRange {
        switch range {
        case .equals(let value): return .equals(try bound(value, of: sort))
        case .less(let value): return .less(try bound(value, of: sort))
        case .lessOrEqual(let value): return .lessOrEqual(try bound(value, of: sort))
        case .greater(let value): return .greater(try bound(value, of: sort))
        case .greaterOrEqual(let value): return .greaterOrEqual(try bound(value, of: sort))
        case .between(let lower, let upper):
            let (lower, upper) = try Self.range(bound(lower, of: sort), bound(upper, of: sort), of: sort.name)
            return .between(lower, upper)
        case .beginsWith(let prefix):
            _ = try bound(.string(prefix), of: sort)
            return range
        }
    }

    private func bound(_ value: AttributeValue, of sort: TableSchema.KeyAttribute) throws(TableError) -> AttributeValue
    {
        let value = try value.normalized(in: sort.name)
        try Self.check(value, for: sort, limit: Self.maximumSortKey)
        return value
    }

    /// A start key names the table's key and the index's, no more, and lies within what is queried.
    private func startKey(_ key: Item, _ keys: Keys, of query: Query? = nil) throws(TableError) -> Item {
        let names = ExactSet((schema.keyAttributes + (keys.index?.keyAttributes ?? [])).map(\.name))
        guard key.keys == names else { throw TableError(.invalid, "the provided starting key is invalid") }
        let key = try item(key)
        guard let query else { return key }
        guard key[keys.partition.name]?.isIdentical(to: query.partition) == true else {
            throw TableError(.invalid, "the provided starting key is outside of the partition that is queried")
        }
        if let range = query.range, let sort = keys.sort, let value = key[sort.name], !range.contains(value) {
            throw TableError(.invalid, "the provided starting key does not match the range key predicate")
        }
        return key
    }
}

extension Query.SortKeyRange {
    func contains(_ value: AttributeValue) -> Bool {
        switch self {
        case .equals(let bound): value.isIdentical(to: bound)
        case .less(let bound): value.precedes(bound) == true
        case .lessOrEqual(let bound): bound.precedes(value) == false
        case .greater(let bound): bound.precedes(value) == true
        case .greaterOrEqual(let bound): value.precedes(bound) == false
        case .between(let lower, let upper): value.precedes(lower) == false && upper.precedes(value) == false
        case .beginsWith(let prefix): value.string?.hasBytePrefix(prefix) == true
        }
    }
}
