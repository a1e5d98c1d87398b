public import AWSServices
import Tables
public import WireFormats

/// Plain JSON as attributes and back: for what callers and agents choose the form of.
extension AttributeValue {
    /// Why a JSON value cannot be stored.
    public enum Unstorable: Error {
        /// More than 38 significant digits, or a magnitude beyond 1e-130 to 1e126 (DynamoDB: number data type).
        case number
        /// Deeper than DynamoDB's 32 levels, of which two are the item's and the list's.
        case tooDeep
        /// An empty name of a member.
        case emptyName
    }

    private static let maximumDepth = 30

    public init(plain json: JSON) throws(Unstorable) { try self.init(plain: json, depth: 0) }

    private init(plain json: JSON, depth: Int) throws(Unstorable) {
        guard depth <= Self.maximumDepth else { throw .tooDeep }
        switch json {
        case .null: self = .null
        case .bool(let value): self = .bool(value)
        case .string(let value): self = .string(value)
        case .number(let number):
            guard AttributeValue.isStorable(number: number.literal) else { throw .number }
            self = .number(number.literal)
        case .array(let elements):
            var list: [AttributeValue] = []
            list.reserveCapacity(elements.count)
            for element in elements { list.append(try AttributeValue(plain: element, depth: depth + 1)) }
            self = .list(list)
        case .object(let object):
            var map: Item = [:]
            for (name, value) in object {
                guard !name.isEmpty else { throw .emptyName }
                map[name] = try AttributeValue(plain: value, depth: depth + 1)
            }
            self = .map(map)
        }
    }

    /// The value as clients see it: sets become arrays in order, binary its base64 text.
    public var plainJSON: JSON {
        switch self {
        case .string(let value): .string(value)
        case .number(let literal): JSONNumber(literal: literal).map(JSON.number) ?? .string(literal)
        case .binary(let bytes): .string(Base64.encode(bytes))
        case .bool(let value): .bool(value)
        case .null: .null
        case .list(let elements): .array(elements.map(\.plainJSON))
        case .map(let members):
            .object(JSONObject(members.inOrder.map { ($0.key, $0.value.plainJSON) }))
        case .stringSet(let members): .array(members.sorted().map(JSON.string))
        case .numberSet(let members): .array(members.sorted().map { AttributeValue.number($0).plainJSON })
        case .binarySet(let members): .array(members.map { Base64.encode($0) }.sorted().map(JSON.string))
        }
    }
}
