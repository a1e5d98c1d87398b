/// What a model is asked: a conversation, and how to go on with it.
public struct ModelRequest: Sendable, Hashable {
    /// Instructions and background, which no participant said.
    public var system: [String]
    /// From the oldest on, in whatever order of roles: ``ModelMessage`` says what the model gets of them.
    public var messages: [ModelMessage]
    /// The most that the answer may have. At least 1.
    public var maximumTokens: Int
    /// 0 to 1; `nil` leaves it to the model. Some models refuse any.
    public var temperature: Double?
    /// Lets the model answer with data instead of text.
    public var tool: ModelTool?
    /// How long the answer may take, where that is less than what the invocation has: whoever waits behind an HTTP API
    /// gives up after 30 seconds.
    public var timeLimit: Duration?

    public init(
        system: [String] = [], messages: [ModelMessage], maximumTokens: Int = 1_024, temperature: Double? = nil,
        tool: ModelTool? = nil, timeLimit: Duration? = nil
    ) {
        self.system = system
        self.messages = messages
        self.maximumTokens = maximumTokens
        self.temperature = temperature
        self.tool = tool
        self.timeLimit = timeLimit
    }
}
