import WireFormats

/// Makes a recorded answer of one that came: what differs from run to run is masked.
///
/// Masks and names that the previous recording has stay where they still fit. A value that the event itself holds is no
/// volatile one; a value kept from an earlier answer is written as its `{{NAME}}`.
struct AnswerRecording {
    /// The event as sent, as text.
    let event: String
    let captures: Captures

    func record(_ actual: JSON, over previous: JSON?) -> JSON { masked(actual, previous, isAnswer: true) }

    private func masked(_ actual: JSON, _ previous: JSON?, isAnswer: Bool = false) -> JSON {
        switch actual {
        case .string(let text):
            return masked(text, previous)
        case .array(let elements):
            return .array(elements.enumerated().map { masked($0.element, previous?[$0.offset]) })
        case .object(let members):
            var masked = JSONObject()
            for (key, value) in members {
                if isAnswer, key == "body", let text = value.string, let json = try? JSON(parsing: text) {
                    let inner = self.masked(json, previous?[key]?[AnswerComparison.jsonMarker])
                    masked[key] = [AnswerComparison.jsonMarker: inner]
                } else {
                    masked[key] = self.masked(value, previous?[key])
                }
            }
            return .object(masked)
        case .null, .bool, .number:
            return stillFits(previous, actual) ? previous ?? actual : actual
        }
    }

    private func masked(_ text: String, _ previous: JSON?) -> JSON {
        if let previous, stillFits(previous, .string(text)) { return previous }
        if !event.contains(text), let name = captures.name(of: text) { return .string("{{\(name)}}") }
        var masked = text
        for kind in Mask.Kind.recorded {
            guard let expression = try? Regex(kind.pattern) else { continue }
            masked = masked.replacing(expression) { match in
                let value = String(masked[match.range])
                return event.contains(value) ? value : "<\(kind.rawValue)>"
            }
        }
        return .string(masked)
    }

    private func stillFits(_ previous: JSON?, _ actual: JSON) -> Bool {
        guard case .string? = previous, let previous, let filled = try? captures.filled(previous) else { return false }
        return AnswerComparison(recorded: filled, actual: actual, captures: captures).isMatch
    }
}
