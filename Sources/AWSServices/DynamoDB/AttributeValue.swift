/// One attribute of a DynamoDB item.
///
/// A number is its text, so that all of DynamoDB's 38 digits survive; sets hold distinct values in any order.
public enum AttributeValue: Sendable, Hashable {
    case string(String)
    case number(String)
    case binary([UInt8])
    case bool(Bool)
    case null
    case list([AttributeValue])
    case map([String: AttributeValue])
    case stringSet(Set<String>)
    case numberSet(Set<String>)
    case binarySet(Set<[UInt8]>)
}

/// The attributes of an item, or those of its key.
public typealias Item = [String: AttributeValue]

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

    public var map: [String: AttributeValue]? {
        guard case .map(let value) = self else { return nil }
        return value
    }
}

extension AttributeValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral {
    public init(stringLiteral value: String) { self = .string(value) }
    public init(integerLiteral value: Int) { self = .int(value) }
    public init(booleanLiteral value: Bool) { self = .bool(value) }
}
