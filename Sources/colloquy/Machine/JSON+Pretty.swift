import WireFormats

extension JSON {
    /// Indented by two spaces, one member or element a line; empty ones stay short. No line break at the end.
    var pretty: String {
        var text = ""
        append(to: &text, indentation: "")
        return text
    }

    private func append(to text: inout String, indentation: String) {
        let inner = indentation + "  "
        switch self {
        case .array(let elements) where !elements.isEmpty:
            text += "["
            for (position, element) in elements.enumerated() {
                text += (position == 0 ? "\n" : ",\n") + inner
                element.append(to: &text, indentation: inner)
            }
            text += "\n" + indentation + "]"
        case .object(let members) where !members.isEmpty:
            text += "{"
            for (position, member) in members.enumerated() {
                text += (position == 0 ? "\n" : ",\n") + inner + JSON.string(member.key).text + ": "
                member.value.append(to: &text, indentation: inner)
            }
            text += "\n" + indentation + "}"
        default:
            text += self.text
        }
    }
}
