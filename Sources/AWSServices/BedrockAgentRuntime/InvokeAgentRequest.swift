/// What an agent is asked.
public struct InvokeAgentRequest: Sendable, Hashable {
    public var agentID: String
    public var agentAliasID: String
    /// The conversation, a name of the caller's choice: 2 to 100 letters, digits, `.`, `_`, `:` and `-`.
    public var sessionID: String
    /// At most 25,000,000 characters.
    public var inputText: String
    /// Whether the agent's steps come along as ``AgentEvent/trace(_:)``.
    public var enableTrace: Bool
    /// Forgets the conversation after this answer.
    public var endSession: Bool

    public init(
        agentID: String, agentAliasID: String, sessionID: String, inputText: String, enableTrace: Bool = true,
        endSession: Bool = false
    ) {
        self.agentID = agentID
        self.agentAliasID = agentAliasID
        self.sessionID = sessionID
        self.inputText = inputText
        self.enableTrace = enableTrace
        self.endSession = endSession
    }
}
