import WireFormats

/// What somebody has filled in, out of whatever JSON describes it, as lines of a question and its answer.
///
/// A WhatsApp Flow is answered in `InteractiveData` (twilio/flows: pages of items with `label` and `value`) or `FlowData`
/// (whatsapp/flows: the members that the flow itself defines, such as `screen_0_Rating_1`, beside a `flow_token`), as a text of
/// JSON that may hold another one (`response_json`). Nothing is left out but what names the message's own parts.
///
/// Sources: https://www.twilio.com/docs/content/flows (June 2026), and
/// https://developers.facebook.com/documentation/business-messaging/whatsapp/flows/guides/receiveflowresponse (October 2025).
struct FilledForm {
    private static let maximumLines = 200
    /// Of arrays and objects within each other.
    private static let maximumDepth = 16

    private static let questions = ["label", "question"]
    private static let answers = ["value", "values", "answer", "selected"]
    /// Members that hold what was filled in.
    private static let wrappers: Set<String> = [
        "nfm_reply", "response_json", "interactive", "flow", "data", "response", "pages", "screens", "items",
    ]
    /// Beside those, these say which part of the message it is; elsewhere they may be questions.
    private static let partNames: Set<String> = ["type", "id", "name", "title", "body", "version", "screen", "status"]
    private static let tokens: Set<String> = ["flow_token", "flowToken", "flow_id", "flowId"]

    private(set) var lines: [String] = []

    /// - Parameter text: JSON; any other text is a line by itself.
    init(_ text: String) {
        guard let json = Self.parsed(text) else {
            add(nil, text)
            return
        }
        read(json, nil, depth: 0)
    }

    private mutating func read(_ json: JSON, _ label: String?, depth: Int) {
        guard depth < Self.maximumDepth, lines.count < Self.maximumLines else { return }
        switch json {
        case .null: break
        case .bool(let value): add(label, value ? "yes" : "no")
        case .number(let value): add(label, value.literal)
        case .string(let text):
            if let inner = Self.parsed(text) { read(inner, label, depth: depth + 1) } else { add(label, text) }
        case .array(let values):
            let texts = values.compactMap(Self.scalar)
            if texts.count == values.count {
                add(label, texts.joined(separator: ", "))
            } else {
                for value in values { read(value, label, depth: depth + 1) }
            }
        case .object(let object): read(object, depth: depth)
        }
    }

    private mutating func read(_ object: JSONObject, depth: Int) {
        if let question = Self.questions.lazy.compactMap({ object[$0]?.string }).first,
            let answer = Self.answers.lazy.compactMap({ object[$0] }).first
        {
            read(answer, question, depth: depth + 1)
            return
        }
        let isWrapper = object.contains { Self.wrappers.contains($0.key) && Self.isPart($0.value) }
        for (name, value) in object where !Self.tokens.contains(name) {
            if isWrapper, !Self.isPart(value), Self.partNames.contains(name) { continue }
            read(value, Self.words(name), depth: depth + 1)
        }
    }

    private mutating func add(_ label: String?, _ text: String) {
        let line = text.split(whereSeparator: \.isNewline).joined(separator: " ")
        guard !line.allSatisfy(\.isWhitespace) else { return }
        lines.append(label.map { "\($0): \(line)" } ?? line)
    }

    private static func parsed(_ text: String) -> JSON? {
        guard let first = text.first(where: { !$0.isWhitespace }), first == "{" || first == "[" else { return nil }
        return try? JSON(parsing: Array(text.utf8))
    }

    private static func isPart(_ json: JSON) -> Bool {
        switch json {
        case .object: true
        case .array(let values): values.contains { scalar($0) == nil }
        case .string(let text): parsed(text) != nil
        case .null, .bool, .number: false
        }
    }

    private static func scalar(_ json: JSON) -> String? {
        switch json {
        case .bool(let value): value ? "yes" : "no"
        case .number(let value): value.literal
        case .string(let text): text
        case .null, .array, .object: nil
        }
    }

    /// `screen_0_First_name_1`, as Meta's builder of flows names a question, is "First name".
    private static func words(_ name: String) -> String {
        var parts = name.split(separator: "_")
        if parts.count > 2, parts[0] == "screen", Int(parts[1]) != nil {
            parts.removeFirst(2)
            if parts.count > 1, let last = parts.last, Int(last) != nil { parts.removeLast() }
        }
        return parts.isEmpty ? name : parts.joined(separator: " ")
    }
}
