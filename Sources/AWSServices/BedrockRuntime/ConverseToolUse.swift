public import WireFormats

/// A tool's use as a model wants it.
public struct ConverseToolUse: Sendable, Hashable {
    public var id: String
    public var name: String
    /// As the tool's schema has it, if the model kept to it.
    public var input: JSON

    public init(id: String, name: String, input: JSON) {
        self.id = id
        self.name = name
        self.input = input
    }
}
