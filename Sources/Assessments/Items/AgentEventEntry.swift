import AWSServices
import SystemSupport
import WireFormats

/// An entry of `agent_events`: what clients see of one event of the agent's stream.
///
/// The types are the original's: `chunk`, `reasoning`, `tool_call`, `tool_response`, `final_response`, `warning` and
/// `error`. Every entry has `timestamp`.
struct AgentEventEntry: Sendable, Hashable {
    enum Kind: Sendable, Hashable {
        case chunk(String)
        case reasoning(String)
        /// Also of knowledge bases, code interpreters and collaborators, which have no action group of their own.
        case toolCall(group: String, function: String, parameters: [JSON])
        case toolResponse(String)
        /// The JSON text of the agent's `finalResponse`.
        case finalResponse(String)
        case warning(String)
        case error(code: String, String)
    }

    /// The longest content of one entry, in bytes: 25 of them, every byte a control character's six in JSON, must fit into
    /// one BatchWriteItem of 16 MB.
    static let maximumContent = 96 * 1024
    /// The longest name of an action group or function, in bytes.
    private static let maximumName = 2048
    private static let cutMark = " […]"

    let kind: Kind
    let time: Timestamp

    /// In the order that the original wrote.
    var json: JSON {
        var entry: JSONObject = ["type": .string(type)]
        switch kind {
        case .toolCall(let group, let function, let parameters):
            entry["action_group"] = .string(group)
            entry["function"] = .string(function)
            entry["parameters"] = .array(parameters)
        case .error(let code, let content):
            entry["code"] = .string(code)
            entry["content"] = .string(content)
        case .chunk(let content), .reasoning(let content), .toolResponse(let content), .finalResponse(let content),
            .warning(let content):
            entry["content"] = .string(content)
        }
        entry["timestamp"] = .string(time.description)
        return .object(entry)
    }

    var type: String {
        switch kind {
        case .chunk: "chunk"
        case .reasoning: "reasoning"
        case .toolCall: "tool_call"
        case .toolResponse: "tool_response"
        case .finalResponse: "final_response"
        case .warning: "warning"
        case .error: "error"
        }
    }

    /// The same in pieces that can be stored: a chunk is divided, everything else is cut with a mark.
    func storable() -> [AgentEventEntry] {
        func entry(_ kind: Kind) -> AgentEventEntry { AgentEventEntry(kind: kind, time: time) }
        switch kind {
        case .chunk(let content):
            return content.divided(every: Self.maximumContent).map { entry(.chunk($0)) }
        case .reasoning(let content):
            return [entry(.reasoning(Self.cut(content)))]
        case .toolResponse(let content):
            return [entry(.toolResponse(Self.cut(content)))]
        case .finalResponse(let content):
            return [entry(.finalResponse(Self.cut(content)))]
        case .warning(let content):
            return [entry(.warning(Self.cut(content)))]
        case .error(let code, let content):
            return [entry(.error(code: code, Self.cut(content)))]
        case .toolCall(let group, let function, let parameters):
            let (group, function) = (Self.cut(group, Self.maximumName), Self.cut(function, Self.maximumName))
            let text = JSON.array(parameters).text
            guard text.utf8.count > Self.maximumContent else {
                return [entry(.toolCall(group: group, function: function, parameters: parameters))]
            }
            let parameter: JSON = ["name": "truncated", "type": "string", "value": .string(Self.cut(text))]
            return [entry(.toolCall(group: group, function: function, parameters: [parameter]))]
        }
    }

    private static func cut(_ text: String, _ maximum: Int = maximumContent) -> String {
        guard text.utf8.count > maximum else { return text }
        return text.prefix(bytes: maximum - cutMark.utf8.count) + cutMark
    }

    /// Bytes that it takes in the store, about.
    var size: Int { json.serialized().count }
}

extension AgentEventEntry {
    /// The item in the events table: the entry's members are its attributes, so that anybody can read them there.
    func item(of assessmentID: String, _ sequence: EventSequence, expiry: AttributeValue?) -> Item {
        var item: Item = [
            EventAttribute.assessmentID: .string(assessmentID), EventAttribute.sequence: .int(sequence.value),
        ]
        item[EventAttribute.expiry] = expiry
        for (name, value) in json.object ?? [:] {
            // Parameters may hold what DynamoDB cannot: a number of 40 digits, thirty levels. They are kept as text.
            item[name] = (try? AttributeValue(plain: value)) ?? .string(value.text)
        }
        return item
    }

    /// The entry behind an item, in the order of members that clients know.
    static func json(of item: Item) -> JSON {
        var entry: JSONObject = [:]
        for name in ["type", "code", "action_group", "function", "parameters", "content", "timestamp"] {
            guard let value = item[name] else { continue }
            if name == "parameters", let text = value.string {
                entry[name] = (try? JSON(parsing: text)) ?? []
            } else {
                entry[name] = value.plainJSON
            }
        }
        return .object(entry)
    }
}

extension String {
    /// The text in pieces of at most `size` bytes of UTF-8, but room for any character, none of which begins or ends inside
    /// a character's encoding. At least one piece.
    func divided(every size: Int) -> [String] {
        var pieces: [String] = []
        var rest = utf8[...]
        repeat {
            let piece = rest.wholeCharacters(size)
            pieces.append(String(Substring(piece)))
            rest = rest[piece.endIndex...]
        } while !rest.isEmpty
        return pieces
    }
}

extension Substring.UTF8View {
    /// As many bytes as fit in `size`, at least a character's four, that do not end inside a character's encoding.
    fileprivate func wholeCharacters(_ size: Int) -> Substring.UTF8View {
        guard var end = index(startIndex, offsetBy: Swift.max(size, 4), limitedBy: endIndex), end < endIndex else {
            return self
        }
        while self[end] & 0xC0 == 0x80 { end = index(before: end) }
        return self[..<end]
    }
}
