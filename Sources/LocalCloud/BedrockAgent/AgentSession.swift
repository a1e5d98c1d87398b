/// The call of InvokeAgent that is being answered.
struct AgentSession: Sendable {
    var agentID: String
    var aliasID: String
    var sessionID: String
    var inputText: String
    var enablesTrace: Bool
}
