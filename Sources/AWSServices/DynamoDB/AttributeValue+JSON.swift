public import WireFormats

/// DynamoDB's JSON for attributes: an object of one member whose name is the type (`{"N": "12"}`).
///
/// Source: DynamoDB API reference, AttributeValue. Numbers travel as text and stay exact; binary is base64.
extension AttributeValue {
    /// Why a JSON value is no attribute.
    public struct InvalidAttribute: Error, Hashable, Sendable, CustomStringConvertible {
        public let description: String

        init(_ description: String) { self.description = description }
    }

    public init(json: JSON) throws(InvalidAttribute) {
        guard case .object(let object) = json, object.count == 1, let (type, value) = object.first(where: { _ in true })
        else { throw InvalidAttribute("an attribute must be an object with one member that names its type") }
        switch type {
        case "S": self = .string(try Self.text(value, type))
        case "N": self = .number(try Self.text(value, type))
        case "B": self = .binary(try Self.bytes(value, type))
        case "BOOL":
            guard case .bool(let value) = value else { throw InvalidAttribute("BOOL must be true or false") }
            self = .bool(value)
        case "NULL":
            guard value == .bool(true) else { throw InvalidAttribute("NULL must be true") }
            self = .null
        case "L":
            var list: [AttributeValue] = []
            for element in try Self.elements(value, type) { list.append(try AttributeValue(json: element)) }
            self = .list(list)
        case "M":
            self = .map(try Item(json: value))
        case "SS":
            var members: ExactSet = []
            for element in try Self.elements(value, type) { members.insert(try Self.text(element, type)) }
            self = .stringSet(members)
        case "NS":
            var members: ExactSet = []
            for element in try Self.elements(value, type) { members.insert(try Self.text(element, type)) }
            self = .numberSet(members)
        case "BS":
            var members: Set<[UInt8]> = []
            for element in try Self.elements(value, type) { members.insert(try Self.bytes(element, type)) }
            self = .binarySet(members)
        default:
            throw InvalidAttribute("there is no attribute type \(type)")
        }
    }

    /// Members of a set come sorted, so that equal values give equal JSON.
    public var json: JSON {
        switch self {
        case .string(let value): ["S": .string(value)]
        case .number(let value): ["N": .string(value)]
        case .binary(let value): ["B": .string(Base64.encode(value))]
        case .bool(let value): ["BOOL": .bool(value)]
        case .null: ["NULL": true]
        case .list(let value): ["L": .array(value.map(\.json))]
        case .map(let value): ["M": value.json]
        case .stringSet(let value): ["SS": .array(value.sorted().map(JSON.string))]
        case .numberSet(let value): ["NS": .array(value.sorted().map(JSON.string))]
        case .binarySet(let value): ["BS": .array(value.map { Base64.encode($0) }.sorted().map(JSON.string))]
        }
    }

    private static func text(_ value: JSON, _ type: String) throws(InvalidAttribute) -> String {
        guard case .string(let text) = value else {
            throw InvalidAttribute("\(type) must hold text, not \(value.kind)")
        }
        return text
    }

    private static func bytes(_ value: JSON, _ type: String) throws(InvalidAttribute) -> [UInt8] {
        guard let bytes = Base64.decode(try text(value, type)) else {
            throw InvalidAttribute("\(type) must hold base64")
        }
        return bytes
    }

    private static func elements(_ value: JSON, _ type: String) throws(InvalidAttribute) -> [JSON] {
        guard case .array(let elements) = value else {
            throw InvalidAttribute("\(type) must hold an array, not \(value.kind)")
        }
        return elements
    }
}

extension Item {
    /// Reads `{"name": {"S": "…"}, …}`: an item, a key or a map.
    public init(json: JSON) throws(AttributeValue.InvalidAttribute) {
        guard case .object(let object) = json else {
            throw AttributeValue.InvalidAttribute("attributes must be in an object, not in \(json.kind)")
        }
        self.init(minimumCapacity: object.count)
        for (name, value) in object { self[name] = try AttributeValue(json: value) }
    }

    /// The attributes in the order of their names, so that equal items give equal JSON.
    public var json: JSON {
        .object(JSONObject(inOrder.map { ($0.key, $0.value.json) }))
    }
}
