import AWSServices
import WireFormats

/// Equality and order of attribute values as DynamoDB sees them: strings by their UTF-8 bytes, numbers by value, binary as
/// unsigned bytes.
///
/// `==` will not do: it compares numbers by their texts.
extension AttributeValue {
    /// The bytes by which values of a key type are ordered and told apart; `nil` for types that have no order.
    ///
    /// Numbers must be valid (see ``ItemValidation``).
    var orderedBytes: [UInt8]? {
        switch self {
        case .string(let text): Array(text.utf8)
        case .number(let text): (try? DecimalNumber(text))?.orderedBytes
        case .binary(let bytes): bytes
        default: nil
        }
    }

    /// Less than, of two values of the same ordered type; `nil` otherwise.
    func precedes(_ other: AttributeValue) -> Bool? {
        guard hasSameType(as: other), let left = orderedBytes, let right = other.orderedBytes else { return nil }
        return left.lexicographicallyPrecedes(right)
    }

    func isIdentical(to other: AttributeValue) -> Bool {
        switch (self, other) {
        case (.string(let left), .string(let right)):
            left.hasSameBytes(as: right)
        case (.number(let left), .number(let right)):
            // Stored numbers are normalised; what another writer left is compared by value.
            left == right || Self.areEqualNumbers(left, right)
        case (.list(let left), .list(let right)):
            left.count == right.count && zip(left, right).allSatisfy { $0.isIdentical(to: $1) }
        case (.map(let left), .map(let right)):
            left.count == right.count
                && left.allSatisfy { name, value in right[name].map(value.isIdentical(to:)) ?? false }
        case (.stringSet(let left), .stringSet(let right)):
            left == right
        case (.numberSet(let left), .numberSet(let right)):
            Set(left.map(Self.normalizedNumber)) == Set(right.map(Self.normalizedNumber))
        case (.binary, .binary), (.bool, .bool), (.null, .null), (.binarySet, .binarySet):
            self == other
        default:
            false
        }
    }

    private static func areEqualNumbers(_ left: String, _ right: String) -> Bool {
        guard let left = try? DecimalNumber(left), let right = try? DecimalNumber(right) else { return false }
        return left == right
    }

    private static func normalizedNumber(_ text: String) -> String {
        (try? DecimalNumber(text))?.description ?? text
    }

    func hasSameType(as other: AttributeValue) -> Bool { typeName == other.typeName }

    /// The descriptor in DynamoDB's JSON.
    var typeName: String {
        switch self {
        case .string: "S"
        case .number: "N"
        case .binary: "B"
        case .bool: "BOOL"
        case .null: "NULL"
        case .list: "L"
        case .map: "M"
        case .stringSet: "SS"
        case .numberSet: "NS"
        case .binarySet: "BS"
        }
    }
}
