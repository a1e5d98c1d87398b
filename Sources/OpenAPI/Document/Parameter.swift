import WireFormats

/// Of a route: in its path, its query or its headers.
struct Parameter: Sendable {
    enum Place: String, Sendable { case path, query, header }

    var name: String
    var place: Place
    var schema: Schema
    var isRequired: Bool

    static func path(_ name: String, _ schema: Schema) -> Parameter {
        Parameter(name: name, place: .path, schema: schema, isRequired: true)
    }

    static func query(_ name: String, _ schema: Schema, isRequired: Bool = false) -> Parameter {
        Parameter(name: name, place: .query, schema: schema, isRequired: isRequired)
    }

    static func header(_ name: String, _ schema: Schema) -> Parameter {
        Parameter(name: name, place: .header, schema: schema, isRequired: false)
    }

    static let cursor = query(
        "cursor",
        .text(
            "From the answer before: where the page begins. Good for a day, and for this list and caller only.",
            maximum: 4096))

    var json: JSON {
        var json: JSONObject = ["name": .string(name), "in": .string(place.rawValue), "required": .bool(isRequired)]
        var schema = schema
        if let description = schema.members["description"] {
            json["description"] = description
            schema.members["description"] = nil
        }
        json["schema"] = schema.json
        return .object(json)
    }
}
