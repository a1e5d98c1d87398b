import AWSServices
import WireFormats

/// Conditions and filters. Operand types are those that DynamoDB checks before it looks at any item.
extension ItemValidation {
    /// Of an `IN` comparison (DynamoDB: "Condition and filter expressions").
    static let maximumChoices = 100

    func condition(_ condition: Condition) throws(TableError) -> Condition {
        let condition = try normalized(condition)
        try ExpressionRendering.checkLength(of: condition)
        return condition
    }

    func condition(_ condition: Condition?) throws(TableError) -> Condition? {
        guard let condition else { return nil }
        return try self.condition(condition) as Condition
    }

    private func normalized(_ condition: Condition) throws(TableError) -> Condition {
        switch condition {
        case .exists(let name), .absent(let name):
            try AttributeValue.check(name: name)
            return condition
        case .equals(let name, let value): return .equals(name, try operand(value, of: name))
        case .notEquals(let name, let value): return .notEquals(name, try operand(value, of: name))
        case .less(let name, let value): return .less(name, try ordered(value, of: name))
        case .lessOrEqual(let name, let value): return .lessOrEqual(name, try ordered(value, of: name))
        case .greater(let name, let value): return .greater(name, try ordered(value, of: name))
        case .greaterOrEqual(let name, let value): return .greaterOrEqual(name, try ordered(value, of: name))
        case .between(let name, let lower, let upper):
            let (lower, upper) = try Self.range(ordered(lower, of: name), ordered(upper, of: name), of: name)
            return .between(name, lower, upper)
        case .isIn(let name, let values):
            guard (1...Self.maximumChoices).contains(values.count) else {
                throw TableError(.invalid, "\(name): a choice must have 1 to \(Self.maximumChoices) values")
            }
            var operands: [AttributeValue] = []
            for value in values { operands.append(try operand(value, of: name)) }
            return .isIn(name, operands)
        case .beginsWith(let name, let value):
            let value = try operand(value, of: name)
            guard value.typeName == "S" || value.typeName == "B" else { throw Self.wrongType(value, of: name) }
            return .beginsWith(name, value)
        case .contains(let name, let value): return .contains(name, try operand(value, of: name))
        case .all(let conditions): return .all(try normalized(conditions))
        case .any(let conditions): return .any(try normalized(conditions))
        case .not(let condition): return .not(try normalized(condition))
        }
    }

    private func normalized(_ conditions: [Condition]) throws(TableError) -> [Condition] {
        // DynamoDB has no expression for "always" or "never".
        guard !conditions.isEmpty else { throw TableError(.invalid, "a conjunction or disjunction must not be empty") }
        var result: [Condition] = []
        for condition in conditions { result.append(try normalized(condition)) }
        return result
    }

    private func operand(_ value: AttributeValue, of name: String) throws(TableError) -> AttributeValue {
        try AttributeValue.check(name: name)
        return try value.normalized(in: name)
    }

    private func ordered(_ value: AttributeValue, of name: String) throws(TableError) -> AttributeValue {
        let value = try operand(value, of: name)
        guard value.orderedBytes != nil else { throw Self.wrongType(value, of: name) }
        return value
    }

    static func wrongType(_ value: AttributeValue, of name: String) -> TableError {
        TableError(.invalid, "\(name): incorrect operand type \(value.typeName) for the comparison")
    }

    /// DynamoDB: BETWEEN wants bounds of one type, the lower one first.
    static func range(
        _ lower: AttributeValue, _ upper: AttributeValue, of name: String
    ) throws(TableError) -> (AttributeValue, AttributeValue) {
        guard let isReversed = upper.precedes(lower) else {
            throw TableError(.invalid, "\(name): the bounds of a range must be of one type")
        }
        guard !isReversed else {
            throw TableError(.invalid, "\(name): the upper bound of a range must not be less than the lower")
        }
        return (lower, upper)
    }
}

extension Condition {
    /// All attributes it looks at.
    var names: ExactSet {
        switch self {
        case .exists(let name), .absent(let name), .equals(let name, _), .notEquals(let name, _), .less(let name, _),
            .lessOrEqual(let name, _), .greater(let name, _), .greaterOrEqual(let name, _), .between(let name, _, _),
            .isIn(let name, _), .beginsWith(let name, _), .contains(let name, _):
            [name]
        case .all(let conditions), .any(let conditions):
            conditions.reduce(into: ExactSet()) { $0.formUnion($1.names) }
        case .not(let condition): condition.names
        }
    }
}
