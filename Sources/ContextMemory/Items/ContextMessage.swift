public import WireFormats

/// One message of a conversation.
public struct ContextMessage: Sendable, Hashable {
    /// Given by whoever adds it: a second message of the same id is the same message.
    public var id: String
    /// Who speaks: `user`, `assistant` or another word.
    public var role: String
    public var text: String
    public var timestamp: Timestamp

    public init(id: String, role: String, text: String, timestamp: Timestamp) {
        self.id = id
        self.role = role
        self.text = text
        self.timestamp = timestamp
    }
}

extension ContextMessage {
    /// As it is stored in Redis.
    var json: JSON {
        .object(
            JSONObject([
                ("id", .string(id)), ("role", .string(role)), ("text", .string(text)),
                ("timestamp", .string("\(timestamp)")),
            ]))
    }

    /// - Returns: `nil` when a member is missing or of another type.
    init?(_ json: JSON) {
        guard let id = json["id"]?.string, let role = json["role"]?.string, let text = json["text"]?.string,
            let timestamp = json["timestamp"]?.string.flatMap({ Timestamp($0) })
        else { return nil }
        self.init(id: id, role: role, text: text, timestamp: timestamp)
    }
}
