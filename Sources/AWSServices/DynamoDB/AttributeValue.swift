public import WireFormats

/// One attribute of a DynamoDB item.
///
/// A number is its text, so that all of DynamoDB's 38 digits survive; sets hold distinct values in any order.
/// Texts and names are told apart by their bytes, as DynamoDB does.
public enum AttributeValue: Sendable {
    case string(String)
    case number(String)
    case binary([UInt8])
    case bool(Bool)
    case null
    case list([AttributeValue])
    case map(Item)
    case stringSet(ExactSet)
    case numberSet(ExactSet)
    case binarySet(Set<[UInt8]>)
}

/// The attributes of an item, or those of its key.
public typealias Item = ExactDictionary<AttributeValue>

extension AttributeValue: Hashable {
    public static func == (left: AttributeValue, right: AttributeValue) -> Bool {
        switch (left, right) {
        case (.string(let left), .string(let right)), (.number(let left), .number(let right)):
            left.hasSameBytes(as: right)
        case (.binary(let left), .binary(let right)): left == right
        case (.bool(let left), .bool(let right)): left == right
        case (.null, .null): true
        case (.list(let left), .list(let right)): left == right
        case (.map(let left), .map(let right)): left == right
        case (.stringSet(let left), .stringSet(let right)), (.numberSet(let left), .numberSet(let right)):
            left == right
        case (.binarySet(let left), .binarySet(let right)): left == right
        case (.string, _), (.number, _), (.binary, _), (.bool, _), (.null, _), (.list, _), (.map, _), (.stringSet, _),
            (.numberSet, _), (.binarySet, _):
            false
        }
    }

    public func hash(into hasher: inout Hasher) {
        switch self {
        case .string(let value), .number(let value): hasher.combine(ExactText(value))
        case .binary(let value): hasher.combine(value)
        case .bool(let value): hasher.combine(value)
        case .null: hasher.combine(0)
        case .list(let value): hasher.combine(value)
        case .map(let value): hasher.combine(value)
        case .stringSet(let value), .numberSet(let value): hasher.combine(value)
        case .binarySet(let value): hasher.combine(value)
        }
    }
}

extension AttributeValue {
    public static func int(_ value: Int) -> AttributeValue { .number(String(value)) }

    public var string: String? {
        guard case .string(let value) = self else { return nil }
        return value
    }

    /// The text of a number attribute.
    public var number: String? {
        guard case .number(let value) = self else { return nil }
        return value
    }

    /// The number as an integer, also where it was written as `2.0`.
    public var int: Int? {
        guard let number else { return nil }
        if let value = Int(number) { return value }
        guard let value = Double(number), value == value.rounded(), abs(value) < 9_007_199_254_740_992 else {
            return nil
        }
        return Int(value)
    }

    public var bool: Bool? {
        guard case .bool(let value) = self else { return nil }
        return value
    }

    public var list: [AttributeValue]? {
        guard case .list(let value) = self else { return nil }
        return value
    }

    public var map: Item? {
        guard case .map(let value) = self else { return nil }
        return value
    }
}

extension AttributeValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral {
    public init(stringLiteral value: String) { self = .string(value) }
    public init(integerLiteral value: Int) { self = .int(value) }
    public init(booleanLiteral value: Bool) { self = .bool(value) }
}
