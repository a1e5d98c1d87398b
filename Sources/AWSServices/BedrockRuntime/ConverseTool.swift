public import WireFormats

/// Something that a model may ask its caller to do.
public struct ConverseTool: Sendable, Hashable {
    /// 1 to 64 letters, digits, `_` and `-`.
    public var name: String
    /// Not empty.
    public var description: String?
    /// The JSON schema of its input.
    public var inputSchema: JSON

    public init(name: String, description: String? = nil, inputSchema: JSON) {
        self.name = name
        self.description = description
        self.inputSchema = inputSchema
    }

    var json: JSON {
        var specification: JSONObject = ["name": .string(name), "inputSchema": ["json": inputSchema]]
        specification["description"] = description.map(JSON.string)
        return ["toolSpec": .object(specification)]
    }
}
