public import AWSCore
public import AWSServices
import WireFormats

/// Who works on assessments: a Bedrock agent.
public protocol AssessmentAgent: Sendable {
    /// Asks the agent, once; what it does arrives as events.
    func invoke(
        sessionID: String, inputText: String
    ) async throws(AWSError) -> any AsyncSequence<AgentEvent, AWSError> & Sendable
}
