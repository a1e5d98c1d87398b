/// Whether there is an agent to ask.
public enum AgentSetting: Sendable {
    case configured(any AssessmentAgent)
    /// The variables that are not set.
    case missing([String])
    /// The variables that still have their placeholders.
    case placeholder([String])

    /// What the deployment of the original writes before an agent exists.
    static let placeholders = ["PLACEHOLDER_AGENT_ID", "PLACEHOLDER_ALIAS_ID"]

    /// - Parameter agent: makes the agent when both ids are real.
    public init<Failure: Error>(
        agentID: String?, aliasID: String?,
        agent: (_ agentID: String, _ aliasID: String) throws(Failure) -> any AssessmentAgent
    ) throws(Failure) {
        let values = [("BEDROCK_AGENT_ID", agentID), ("BEDROCK_AGENT_ALIAS_ID", aliasID)]
        let missing = values.filter { ($0.1 ?? "").isEmpty }.map(\.0)
        let placeholders = values.filter { Self.placeholders.contains($0.1 ?? "") }.map(\.0)
        if let agentID, let aliasID, missing.isEmpty, placeholders.isEmpty {
            self = .configured(try agent(agentID, aliasID))
        } else {
            self = missing.isEmpty ? .placeholder(placeholders) : .missing(missing)
        }
    }
}

extension RunFailure {
    /// What is wrong with the setting, and what to do about it.
    static func configuration(_ setting: AgentSetting) -> RunFailure {
        let complaint =
            switch setting {
            case .missing(let names): "\(names.joined(separator: " and ")) not set"
            case .placeholder(let names): "\(names.joined(separator: " and ")) still set to a placeholder"
            case .configured: "The agent's configuration is not usable"
            }
        return RunFailure(
            code: .configuration,
            message: "\(complaint). Create the Bedrock agent (setup-agentcore.py does) and set the function's "
                + "environment variables to its agent id and alias id.")
    }
}
