import WireFormats

/// Puts values in place of `{{session_id}}`, `{{input_text}}` and `{{repetition}}`.
struct AgentPlaceholders: Sendable {
    var sessionID: String
    var inputText: String
    /// Of the innermost `repeat`, from 1; outside of one 1.
    var repetition = 1

    func fill(_ text: String) -> String {
        guard text.contains("{{") else { return text }
        return text.replacing("{{repetition}}", with: String(repetition))
            .replacing("{{session_id}}", with: sessionID)
            .replacing("{{input_text}}", with: inputText)
    }

    /// In every string of a value; the names of members stay.
    func fill(_ value: JSON) -> JSON {
        switch value {
        case .string(let text): .string(fill(text))
        case .array(let elements): .array(elements.map(fill))
        case .object(let object): .object(fill(object))
        case .null, .bool, .number: value
        }
    }

    func fill(_ object: JSONObject) -> JSONObject { JSONObject(object.map { ($0.key, fill($0.value)) }) }
}
