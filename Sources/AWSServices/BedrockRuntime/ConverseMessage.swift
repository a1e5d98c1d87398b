public import WireFormats

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

/// A block of a message: a member of the union `ContentBlock`.
public enum ConverseContent: Sendable, Hashable {
    /// Not blank.
    case text(String)
    /// The model asks its caller to use a tool.
    case toolUse(ConverseToolUse)
    /// Any other member, as the API reference has it: `toolResult`, `reasoningContent`, `image`, …
    case other(JSON)

    var json: JSON {
        switch self {
        case .text(let text): ["text": .string(text)]
        case .toolUse(let use):
            [
                "toolUse": [
                    "toolUseId": .string(use.id), "name": .string(use.name), "input": use.input,
                ]
            ]
        case .other(let block): block
        }
    }

    init(_ json: JSON) throws(EventPayloadError) {
        if let text = json["text"]?.string {
            self = .text(text)
        } else if let use = json["toolUse"] {
            guard let id = use["toolUseId"]?.string, let name = use["name"]?.string, let input = use["input"] else {
                throw EventPayloadError("a toolUse block lacks toolUseId, name or input")
            }
            self = .toolUse(ConverseToolUse(id: id, name: name, input: input))
        } else {
            self = .other(json)
        }
    }
}

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
