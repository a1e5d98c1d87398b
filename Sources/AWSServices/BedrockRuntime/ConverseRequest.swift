internal import WireFormats

/// What a model is asked.
public struct ConverseRequest: Sendable, Hashable {
    /// The id of a model (`amazon.nova-lite-v1:0`) or an inference profile, or the ARN of either.
    public var modelID: String
    /// Begins with a user's message; the roles take turns.
    public var messages: [ConverseMessage]
    public var system: [String]
    /// At least 1; `nil` leaves it to the model.
    public var maximumTokens: Int?
    /// 0 to 1; `nil` leaves it to the model.
    public var temperature: Double?
    public var tools: [ConverseTool]
    /// `nil` is as good as ``ToolChoice/auto``.
    public var toolChoice: ToolChoice?

    /// Whether tools are used.
    public enum ToolChoice: Sendable, Hashable {
        /// As the model sees fit.
        case auto
        /// One of them is.
        case any
        /// The one of this name is.
        case tool(String)
    }

    public init(
        modelID: String, messages: [ConverseMessage], system: [String] = [], maximumTokens: Int? = nil,
        temperature: Double? = nil, tools: [ConverseTool] = [], toolChoice: ToolChoice? = nil
    ) {
        self.modelID = modelID
        self.messages = messages
        self.system = system
        self.maximumTokens = maximumTokens
        self.temperature = temperature
        self.tools = tools
        self.toolChoice = toolChoice
    }
}

extension ConverseRequest {
    /// Everything but the model's id, which is in the path.
    var body: JSON {
        var body: JSONObject = ["messages": .array(messages.map(\.json))]
        if !system.isEmpty { body["system"] = .array(system.map { ["text": .string($0)] }) }
        var inference = JSONObject()
        inference["maxTokens"] = maximumTokens.map { .number(JSONNumber($0)) }
        inference["temperature"] = temperature.flatMap(JSONNumber.init).map(JSON.number)
        if !inference.isEmpty { body["inferenceConfig"] = .object(inference) }
        if !tools.isEmpty {
            var configuration: JSONObject = ["tools": .array(tools.map(\.json))]
            configuration["toolChoice"] = toolChoice?.json
            body["toolConfig"] = .object(configuration)
        }
        return .object(body)
    }
}

extension ConverseRequest.ToolChoice {
    fileprivate var json: JSON {
        switch self {
        case .auto: ["auto": [:]]
        case .any: ["any": [:]]
        case .tool(let name): ["tool": ["name": .string(name)]]
        }
    }
}
