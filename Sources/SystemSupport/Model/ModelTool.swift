public import WireFormats

/// A form that a model may fill in, or must.
public struct ModelTool: Sendable, Hashable {
    /// 1 to 64 letters, digits, `_` and `-` (Bedrock: `ToolSpecification`).
    public var name: String
    /// What it is for, in words for the model; not empty.
    public var description: String
    /// A JSON schema of type `object`. What the model fills in follows it as a rule, but is to be checked.
    public var schema: JSON
    /// The model answers with nothing else. Not every model on Bedrock can be made to.
    public var isRequired: Bool

    public init(name: String, description: String, schema: JSON, isRequired: Bool = false) {
        self.name = name
        self.description = description
        self.schema = schema
        self.isRequired = isRequired
    }
}
