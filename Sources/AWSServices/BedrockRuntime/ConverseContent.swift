public import WireFormats

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
