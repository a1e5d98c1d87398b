import AWSCore
import AWSServices
import Testing
import WireFormats

@testable import Assessments

@Suite("The setting of the agent")
struct AgentSettingTests {
    private struct Agent: AssessmentAgent {
        let ids: [String]

        func invoke(
            sessionID: String, inputText: String
        ) async throws(AWSError) -> any AsyncSequence<AgentEvent, AWSError> & Sendable {
            throw AWSError(code: .configuration, message: "never asked")
        }
    }

    private func setting(_ agentID: String?, _ aliasID: String?) -> AgentSetting {
        AgentSetting(agentID: agentID, aliasID: aliasID) { Agent(ids: [$0, $1]) }
    }

    @Test("with two real ids there is an agent")
    func configured() throws {
        guard case .configured(let agent) = setting("A1", "B2") else {
            Issue.record("not configured")
            return
        }
        #expect((agent as? Agent)?.ids == ["A1", "B2"])
    }

    @Test("without one there is none, and the variable is named")
    func missing() {
        let cases: [(String?, String?, [String])] = [
            (nil, nil, ["BEDROCK_AGENT_ID", "BEDROCK_AGENT_ALIAS_ID"]), ("", "B2", ["BEDROCK_AGENT_ID"]),
            ("A1", nil, ["BEDROCK_AGENT_ALIAS_ID"]), ("PLACEHOLDER_AGENT_ID", "", ["BEDROCK_AGENT_ALIAS_ID"]),
        ]
        for (agentID, aliasID, names) in cases {
            guard case .missing(let missing) = setting(agentID, aliasID) else {
                Issue.record("\(String(describing: agentID)) is not missing")
                continue
            }
            #expect(missing == names)
            let failure = RunFailure.configuration(.missing(missing))
            #expect(failure.message.hasPrefix("\(names.joined(separator: " and ")) not set. "))
            #expect(failure.status == .configurationError)
            #expect(!failure.isRetryable)
        }
    }

    @Test("with a placeholder there is none, and that has a message of its own")
    func placeholder() {
        let cases: [(String, String, [String])] = [
            ("PLACEHOLDER_AGENT_ID", "PLACEHOLDER_ALIAS_ID", ["BEDROCK_AGENT_ID", "BEDROCK_AGENT_ALIAS_ID"]),
            ("A1", "PLACEHOLDER_ALIAS_ID", ["BEDROCK_AGENT_ALIAS_ID"]),
        ]
        for (agentID, aliasID, names) in cases {
            guard case .placeholder(let placeholders) = setting(agentID, aliasID) else {
                Issue.record("\(agentID) is no placeholder")
                continue
            }
            #expect(placeholders == names)
            let message = RunFailure.configuration(.placeholder(placeholders)).message
            #expect(message.contains("still set to a placeholder"))
            #expect(message.contains("setup-agentcore.py"))
        }
    }
}
