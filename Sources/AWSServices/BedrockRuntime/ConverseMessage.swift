import WireFormats

/// A message of a conversation with a model.
public struct ConverseMessage: Sendable, Hashable {
    public enum Role: String, Sendable, Hashable {
        case user
        case assistant
    }

    public var role: Role
    /// Not empty.
    public var content: [ConverseContent]

    public init(_ role: Role, _ content: [ConverseContent]) {
        self.role = role
        self.content = content
    }

    var json: JSON { ["role": .string(role.rawValue), "content": .array(content.map(\.json))] }
}
