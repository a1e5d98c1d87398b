import WireFormats

/// Of a request.
struct Body: Sendable {
    var schema: Schema
    var type = "application/json"
    var isRequired = true

    var json: JSON {
        ["required": .bool(isRequired), "content": .object([type: ["schema": schema.json]])]
    }
}
