import WireFormats

/// A JSON Schema (draft 2020-12), as OpenAPI 3.1 has them.
struct Schema: Sendable {
    var members: JSONObject

    init(_ members: JSONObject) { self.members = members }

    var json: JSON { .object(members) }

    /// - Parameter maximum: in bytes of UTF-8, which is what is checked; no text of more characters passes.
    static func text(_ description: String? = nil, minimum: Int? = nil, maximum: Int? = nil) -> Schema {
        var schema = Schema(["type": "string"])
        schema.members["minLength"] = minimum.map { .number(JSONNumber($0)) }
        schema.members["maxLength"] = maximum.map { .number(JSONNumber($0)) }
        return schema.described(description)
    }

    static func text(pattern: String, maximum: Int, _ description: String? = nil) -> Schema {
        var schema = text(minimum: 1, maximum: maximum)
        schema.members["pattern"] = .string(pattern)
        return schema.described(description)
    }

    static func integer(_ range: ClosedRange<Int>? = nil, _ description: String? = nil) -> Schema {
        var schema = Schema(["type": "integer"])
        schema.members["minimum"] = range.map { .number(JSONNumber($0.lowerBound)) }
        if let range, range.upperBound != .max { schema.members["maximum"] = .number(JSONNumber(range.upperBound)) }
        return schema.described(description)
    }

    static func number(_ description: String? = nil) -> Schema { Schema(["type": "number"]).described(description) }

    static func boolean(_ description: String? = nil) -> Schema { Schema(["type": "boolean"]).described(description) }

    static func choice(_ values: [String], _ description: String? = nil) -> Schema {
        Schema(["type": "string", "enum": .array(values.map(JSON.string))]).described(description)
    }

    static func constant(_ value: JSON) -> Schema { Schema(["const": value]) }

    /// RFC 3339, in UTC where it is ours.
    static func time(_ description: String? = nil) -> Schema {
        Schema(["type": "string", "format": "date-time"]).described(description)
    }

    static func url(_ description: String? = nil) -> Schema {
        Schema(["type": "string", "format": "uri"]).described(description)
    }

    static func list(_ element: Schema, maximum: Int? = nil, _ description: String? = nil) -> Schema {
        var schema = Schema(["type": "array", "items": element.json])
        schema.members["maxItems"] = maximum.map { .number(JSONNumber($0)) }
        return schema.described(description)
    }

    /// Of an answer: what is not optional is always there.
    static func object(_ members: [Member], _ description: String? = nil) -> Schema {
        var schema = Schema(["type": "object"])
        let required = members.filter { !$0.isOptional }.map { JSON.string($0.name) }
        if !required.isEmpty { schema.members["required"] = .array(required) }
        schema.members["properties"] = .object(JSONObject(members.map { ($0.name, $0.schema.json) }))
        return schema.described(description)
    }

    /// Of a request: in what is optional, `null` is the same as nothing. Members that are not named are ignored.
    static func arguments(_ members: [Member], _ description: String? = nil) -> Schema {
        object(
            members.map { member in
                member.isOptional ? Member(member.name, member.schema.orNull, isOptional: true) : member
            }, description)
    }

    /// An object with members that nobody prescribes.
    static func anyObject(_ description: String? = nil) -> Schema {
        Schema(["type": "object"]).described(description)
    }

    static func either(_ schemas: [Schema]) -> Schema { Schema(["anyOf": .array(schemas.map(\.json))]) }

    /// A page of a list, and where it goes on.
    static func page(of element: Schema, as name: String = "items") -> Schema {
        object([.init(name, .list(element)), .init("next_cursor", .text().orNull)])
    }

    /// The original's bare array, or a page for who asks for an envelope.
    static func listOrPage(of element: Schema) -> Schema { either([.list(element), .page(of: element)]) }

    /// One of the document's components.
    static func named(_ name: String) -> Schema { Schema(["$ref": .string("#/components/schemas/\(name)")]) }

    static let null = Schema(["type": "null"])

    var orNull: Schema {
        guard let type = members["type"], type.string != nil else { return .either([self, .null]) }
        var schema = self
        schema.members["type"] = [type, "null"]
        if let values = members["enum"]?.array { schema.members["enum"] = .array(values + [.null]) }
        return schema
    }

    func described(_ text: String?) -> Schema {
        guard let text else { return self }
        var schema = self
        schema.members["description"] = .string(text)
        return schema
    }

    struct Member: Sendable {
        var name: String
        var schema: Schema
        var isOptional: Bool

        init(_ name: String, _ schema: Schema, isOptional: Bool = false) {
            self.name = name
            self.schema = schema
            self.isOptional = isOptional
        }

        static func optional(_ name: String, _ schema: Schema) -> Member { Member(name, schema, isOptional: true) }
    }
}
