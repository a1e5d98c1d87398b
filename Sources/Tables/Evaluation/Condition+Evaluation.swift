import AWSServices
import WireFormats

/// What DynamoDB does with a condition, for the engine that has no DynamoDB.
extension Condition {
    /// - Parameters:
    ///   - item: the item, without attributes where there is none.
    func holds(for item: Item) -> Bool {
        switch self {
        case .exists(let name): return item[name] != nil
        case .absent(let name): return item[name] == nil
        case .equals(let name, let operand): return item[name]?.isIdentical(to: operand) ?? false
        case .notEquals(let name, let operand): return item[name].map { !$0.isIdentical(to: operand) } ?? true
        case .less(let name, let operand): return item[name]?.precedes(operand) ?? false
        case .lessOrEqual(let name, let operand):
            return item[name].flatMap { operand.precedes($0) }.map { !$0 } ?? false
        case .greater(let name, let operand): return item[name].flatMap { operand.precedes($0) } ?? false
        case .greaterOrEqual(let name, let operand): return item[name]?.precedes(operand).map { !$0 } ?? false
        case .between(let name, let lower, let upper):
            return Condition.greaterOrEqual(name, lower).holds(for: item)
                && Condition.lessOrEqual(name, upper).holds(for: item)
        case .isIn(let name, let operands):
            guard let value = item[name] else { return false }
            return operands.contains { value.isIdentical(to: $0) }
        case .beginsWith(let name, let prefix):
            guard let value = item[name], value.hasSameType(as: prefix), let bytes = value.orderedBytes,
                let prefix = prefix.orderedBytes
            else { return false }
            return bytes.starts(with: prefix)
        case .contains(let name, let operand): return item[name]?.contains(operand) ?? false
        case .all(let conditions): return conditions.allSatisfy { $0.holds(for: item) }
        case .any(let conditions): return conditions.contains { $0.holds(for: item) }
        case .not(let condition): return !condition.holds(for: item)
        }
    }
}

extension AttributeValue {
    fileprivate func contains(_ operand: AttributeValue) -> Bool {
        switch (self, operand) {
        case (.string(let text), .string(let part)): Array(text.utf8).containsRun(Array(part.utf8))
        case (.binary(let bytes), .binary(let part)): bytes.containsRun(part)
        case (.list(let elements), _): elements.contains { $0.isIdentical(to: operand) }
        case (.stringSet(let members), .string): members.contains { AttributeValue.string($0).isIdentical(to: operand) }
        case (.numberSet(let members), .number): members.contains { AttributeValue.number($0).isIdentical(to: operand) }
        case (.binarySet(let members), .binary(let member)): members.contains(member)
        default: false
        }
    }
}

extension [UInt8] {
    fileprivate func containsRun(_ part: [UInt8]) -> Bool {
        guard let first = part.first else { return true }
        guard part.count <= count else { return false }
        return (0...(count - part.count)).contains { self[$0] == first && self[$0...].starts(with: part) }
    }
}
