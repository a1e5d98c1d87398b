import AWSServices
import WireFormats

/// What DynamoDB does with an update, for the engine that has no DynamoDB.
extension Update {
    /// The item afterwards. All parts see the item as it was; no two of them name one attribute.
    ///
    /// - Throws: ``TableError/Code/invalid`` when an attribute to add or append to is of another type, or a sum is beyond
    ///   DynamoDB's numbers.
    func applied(to item: Item) throws(TableError) -> Item {
        var result = item
        for (name, value) in set { result[name] = value }
        for (name, value) in setIfAbsent where item[name] == nil { result[name] = value }
        for (name, operand) in add { result[name] = try Self.sum(of: item[name], operand, in: name) }
        for (name, elements) in append {
            guard case .list(let before) = item[name] ?? .list([]) else { throw Self.wrongType(in: name) }
            result[name] = .list(before + elements)
        }
        for name in remove { result[name] = nil }
        return result
    }

    private static func sum(
        of value: AttributeValue?, _ operand: AttributeValue, in name: String
    ) throws(TableError) -> AttributeValue {
        guard let value else { return operand }
        switch (value, operand) {
        case (.number(let left), .number(let right)):
            do {
                return .number(try DecimalNumber.sum(DecimalNumber(left), DecimalNumber(right)).description)
            } catch {
                throw TableError(.invalid, "\(name): \(error.message)")
            }
        case (.stringSet(let left), .stringSet(let right)): return .stringSet(left.union(right))
        case (.numberSet(let left), .numberSet(let right)): return .numberSet(left.union(right))
        case (.binarySet(let left), .binarySet(let right)): return .binarySet(left.union(right))
        default: throw wrongType(in: name)
        }
    }

    private static func wrongType(in name: String) -> TableError {
        TableError(.invalid, "\(name): an operand in the update expression has an incorrect data type")
    }
}
