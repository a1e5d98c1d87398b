import SystemSupport
import WireFormats

extension ModelConversation {
    /// - Throws: the `ValidationException` that Bedrock has for such a request.
    init(modelID: String, body: [UInt8]) throws(ServiceRefusal) {
        guard !modelID.isEmpty, modelID.utf8.count <= 2048, modelID.utf8.allSatisfy(Self.isModelByte) else {
            throw .invalid("The provided model identifier is invalid.")
        }
        guard let object = (try? JSON(parsing: body))?.object else { throw .invalid("The body must be a JSON object.") }
        self.modelID = modelID
        system = try Self.system(object["system"])
        messages = try Self.messages(object["messages"])
        maximumTokens = try Self.maximumTokens(object["inferenceConfig"])
        hasTemperature = object["inferenceConfig"]?["temperature"] != nil
        (tools, toolChoice) = try Self.tools(object["toolConfig"])
    }

    private static func system(_ json: JSON?) throws(ServiceRefusal) -> [String] {
        guard let json else { return [] }
        guard let blocks = json.array else { throw .invalid("system must be a list.") }
        var texts: [String] = []
        for (index, block) in blocks.enumerated() where block["cachePoint"] == nil {
            guard let text = block["text"]?.string else {
                throw .invalid("Only text can be in a system prompt here; see system.\(index).")
            }
            guard !text.isBlank else {
                throw .invalid(
                    "The text field in the SystemContentBlock object at system.\(index) is blank. Add text to the text "
                        + "field, and try again.")
            }
            texts.append(text)
        }
        return texts
    }

    private static func messages(_ json: JSON?) throws(ServiceRefusal) -> [Message] {
        guard let list = json?.array else { throw .invalid("messages must be a list.") }
        var messages: [Message] = []
        for (index, element) in list.enumerated() {
            guard let role = element["role"]?.string.flatMap(Role.init) else {
                throw .invalid(
                    "Value at 'messages.\(index).role' failed to satisfy constraint: Member must satisfy enum value set: "
                        + "[user, assistant]")
            }
            guard messages.last?.role != role else {
                throw .invalid(
                    "A conversation must alternate between user and assistant roles. Make sure the conversation "
                        + "alternates between user and assistant roles and try again.")
            }
            messages.append(Message(role: role, text: try text(of: element["content"], at: index)))
            guard messages[0].role == .user else { throw endsOfConversation("start") }
        }
        guard !messages.isEmpty else { throw endsOfConversation("start") }
        guard messages.last?.role == .user else { throw endsOfConversation("end") }
        return messages
    }

    private static func endsOfConversation(_ end: String) -> ServiceRefusal {
        .invalid(
            "A conversation must \(end) with a user message. Try again with a conversation that \(end)s with a user "
                + "message.")
    }

    private static func text(of json: JSON?, at message: Int) throws(ServiceRefusal) -> String {
        guard let blocks = json?.array, !blocks.isEmpty else {
            throw .invalid(
                "The content field in the Message object at messages.\(message) is empty. Add a ContentBlock object to "
                    + "the content field and try again.")
        }
        var texts: [String] = []
        for (index, block) in blocks.enumerated() where block["cachePoint"] == nil {
            if let text = block["text"]?.string {
                guard !text.isBlank else {
                    throw .invalid(
                        "The text field in the ContentBlock object at messages.\(message).content.\(index) is blank. Add "
                            + "text to the text field, and try again.")
                }
                texts.append(text)
            } else if let tool = block["toolUse"] ?? block["toolResult"] {
                texts.append(tool.text)
            } else {
                let kind = block.object?.keys.first ?? "empty"
                throw .invalid(
                    "This model doesn't support the \(kind) content block that you provided. Update the content block and "
                        + "try again.")
            }
        }
        return texts.joined(separator: "\n\n")
    }

    private static func maximumTokens(_ json: JSON?) throws(ServiceRefusal) -> Int? {
        if let temperature = json?["temperature"] {
            guard let value = temperature.double, (0...1).contains(value) else {
                throw .invalid(
                    "Value '\(temperature.text)' at 'inferenceConfig.temperature' failed to satisfy constraint: Member "
                        + "must be between 0 and 1")
            }
        }
        guard let limit = json?["maxTokens"] else { return nil }
        guard let tokens = limit.int, tokens >= 1 else {
            throw .invalid(
                "Value '\(limit.text)' at 'inferenceConfig.maxTokens' failed to satisfy constraint: Member must have value "
                    + "greater than or equal to 1")
        }
        return tokens
    }

    private static func tools(_ json: JSON?) throws(ServiceRefusal) -> ([Tool], ToolChoice) {
        guard let json else { return ([], .auto) }
        guard let list = json["tools"]?.array, !list.isEmpty else {
            throw .invalid("toolConfig.tools must be a list of at least one tool.")
        }
        var tools: [Tool] = []
        for (index, tool) in list.enumerated() {
            guard let specification = tool["toolSpec"], let name = specification["name"]?.string,
                (1...64).contains(name.utf8.count), name.utf8.allSatisfy(isToolByte)
            else {
                throw .invalid("toolConfig.tools.\(index).toolSpec.name must be 1 to 64 letters, digits, _ and -.")
            }
            guard let schema = specification["inputSchema"]?["json"], schema["type"]?.string == "object" else {
                throw .invalid(
                    "The value at toolConfig.tools.\(index).toolSpec.inputSchema.json.type must be one of the following: "
                        + "object.")
            }
            tools.append(Tool(name: name, schema: schema))
        }
        return (tools, try toolChoice(json["toolChoice"], among: tools))
    }

    private static func toolChoice(_ json: JSON?, among tools: [Tool]) throws(ServiceRefusal) -> ToolChoice {
        guard let choice = json?.object?.first(where: { _ in true }) else { return .auto }
        switch choice.key {
        case "auto": return .auto
        case "any": return .any
        case "tool":
            guard let name = choice.value["name"]?.string, tools.contains(where: { $0.name == name }) else {
                throw .invalid("toolConfig.toolChoice.tool.name must be the name of a tool in toolConfig.tools.")
            }
            return .tool(name)
        default: throw .invalid("toolConfig.toolChoice must be auto, any or tool.")
        }
    }

    private static func isToolByte(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "_") || (isModelByte(byte) && !".:/".utf8.contains(byte))
    }

    /// Ids of models and inference profiles, and their ARNs.
    private static func isModelByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "A")...UInt8(ascii: "Z"):
            true
        default: "-.:/_".utf8.contains(byte)
        }
    }
}
