import AWSServices
import SystemSupport
import WireFormats

/// What an agent's events say of why it did not finish. The stream ends without an error all the same.
///
/// Source of the shapes: the service model of `bedrock-agent-runtime` 2023-07-26 (`ReturnControlPayload`, `FailureTrace`,
/// `GuardrailTrace`, `FilePart`).
extension RunFailure {
    /// Of what an agent says itself, in bytes.
    private static let maximumReason = 1000

    /// - Returns: `nil` for an event of an agent that goes on.
    init?(_ event: AgentEvent) {
        switch event {
        case .returnControl(let payload): self.init(returnControl: payload)
        case .files(let payload): self.init(files: payload)
        case .trace(let part):
            if let failure = part["trace"]?["failureTrace"], !failure.isNull {
                self.init(failure: failure)
            } else if part["trace"]?["guardrailTrace"]?["action"]?.string == "INTERVENED" {
                self.init(
                    code: .guardrailIntervened,
                    message: "A guardrail intervened, and the agent ended without its documents.")
            } else {
                return nil
            }
        case .chunk, .other: return nil
        }
    }

    private init(returnControl payload: JSON) {
        let actions = (payload["invocationInputs"]?.array ?? []).compactMap { input -> String? in
            guard let action = input["functionInvocationInput"] ?? input["apiInvocationInput"] else { return nil }
            return [action["actionGroup"], action["function"] ?? action["apiPath"]].compactMap { $0?.string }
                .joined(separator: ".")
        }
        let names = actions.isEmpty ? "" : " (\(actions.joined(separator: ", ").prefix(bytes: Self.maximumReason)))"
        self.init(
            code: .returnedControl,
            message: "The agent returned control to its caller\(names), which this workflow does not carry out. Give "
                + "its action groups a Lambda function, and let them ask for no confirmation.")
    }

    private init(failure: JSON) {
        let reason = failure["failureReason"]?.string.map { $0.prefix(bytes: Self.maximumReason) } ?? ""
        let code = failure["failureCode"]?.int.map { " (code \($0))" } ?? ""
        self.init(
            code: .agentFailed,
            message: reason.isBlank
                ? "The agent failed without a reason\(code)." : "The agent failed\(code): \(reason)")
    }

    private init(files payload: JSON) {
        let files = (payload["files"]?.array ?? []).compactMap { $0["name"]?.string }
        let names = files.isEmpty ? "" : " (\(files.joined(separator: ", ").prefix(bytes: Self.maximumReason)))"
        self.init(
            code: .filesReturned,
            message:
                "The agent returned files\(names) in its answer, which this workflow does not keep. Its tools have "
                + "to store them in the artifacts bucket.")
    }
}
