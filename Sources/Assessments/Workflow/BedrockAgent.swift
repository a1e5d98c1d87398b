public import AWSCore
public import AWSServices
import WireFormats

/// The agent behind `BEDROCK_AGENT_ID` and `BEDROCK_AGENT_ALIAS_ID`.
public struct BedrockAgent: AssessmentAgent {
    private let client: BedrockAgentRuntimeClient
    private let agentID: String
    private let aliasID: String

    public init(client: BedrockAgentRuntimeClient, agentID: String, aliasID: String) {
        self.client = client
        self.agentID = agentID
        self.aliasID = aliasID
    }

    public func invoke(
        sessionID: String, inputText: String
    ) async throws(AWSError) -> any AsyncSequence<AgentEvent, AWSError> & Sendable {
        try await client.invokeAgent(
            InvokeAgentRequest(
                agentID: agentID, agentAliasID: aliasID, sessionID: sessionID, inputText: inputText))
    }
}
