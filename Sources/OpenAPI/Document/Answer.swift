import WireFormats

/// What a route answers with one status.
struct Answer: Sendable {
    var status: Int
    var description: String
    /// By media type; none for an answer without a body.
    var content: [(type: String, schema: Schema)] = []
    var headers: [(name: String, schema: Schema)] = []

    init(
        _ status: Int, _ description: String, _ schema: Schema? = nil, headers: [(name: String, schema: Schema)] = []
    ) {
        self.status = status
        self.description = description
        content = schema.map { [("application/json", $0)] } ?? []
        self.headers = headers
    }

    init(
        _ status: Int, _ description: String, content: [(type: String, schema: Schema)],
        headers: [(name: String, schema: Schema)] = []
    ) {
        self.status = status
        self.description = description
        self.content = content
        self.headers = headers
    }

    var json: JSON {
        var json: JSONObject = ["description": .string(description)]
        if !headers.isEmpty {
            json["headers"] = .object(JSONObject(headers.map { ($0.name, ["schema": $0.schema.json]) }))
        }
        if !content.isEmpty {
            json["content"] = .object(JSONObject(content.map { ($0.type, ["schema": $0.schema.json]) }))
        }
        return .object(json)
    }
}
