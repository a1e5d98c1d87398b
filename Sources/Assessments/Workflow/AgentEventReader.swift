import AWSServices
import WireFormats

/// Turns the events of an agent's stream into entries for clients.
///
/// Source of the shapes: the service model of `bedrock-agent-runtime` 2023-07-26 (`ResponseStream`, `Trace`).
struct AgentEventReader: Sendable {
    /// Why the agent may have stopped before it was done, as far as its events say.
    private(set) var shortfall: RunFailure?
    private let now: @Sendable () -> Timestamp
    private var text = UTF8Assembler()

    init(now: @escaping @Sendable () -> Timestamp) { self.now = now }

    mutating func entries(for event: AgentEvent) -> [AgentEventEntry] {
        // What stopped the agent outweighs what happened on its way.
        if let said = RunFailure(event), shortfall == nil || said.code == .agentFailed || said.code == .returnedControl
        {
            shortfall = said
        }
        let kinds: [AgentEventEntry.Kind]
        switch event {
        case .chunk(let bytes):
            let text = text.add(bytes)
            kinds = text.isEmpty ? [] : [.chunk(text)]
        case .trace(let part):
            kinds = Self.kinds(part["trace"] ?? .null)
        case .returnControl:
            kinds = [
                .error(
                    code: "RETURN_CONTROL",
                    "The agent handed an action back to its caller, which this workflow does not carry out.")
            ]
        case .files:
            kinds = [.warning("The agent returned files, which this workflow does not keep.")]
        case .other:
            kinds = []
        }
        return kinds.map { AgentEventEntry(kind: $0, time: now()) }
    }

    /// What was left at the end of the stream.
    mutating func finish() -> [AgentEventEntry] {
        let rest = text.finish()
        return rest.isEmpty ? [] : [AgentEventEntry(kind: .chunk(rest), time: now())]
    }

    private static func kinds(_ trace: JSON) -> [AgentEventEntry.Kind] {
        var kinds: [AgentEventEntry.Kind] = []
        if let orchestration = trace.member("orchestrationTrace") {
            if let rationale = orchestration["rationale"]?["text"]?.string { kinds.append(.reasoning(rationale)) }
            if let input = orchestration.member("invocationInput") { kinds.append(call(input)) }
            if let observation = orchestration.member("observation") { kinds += answers(observation) }
        }
        if let failure = trace.member("failureTrace") {
            kinds.append(
                .error(code: "AGENT_FAILURE", failure["failureReason"]?.string ?? "The agent failed without a reason."))
        }
        if trace["guardrailTrace"]?["action"]?.string == "INTERVENED" {
            kinds.append(.warning("A guardrail intervened."))
        }
        return kinds
    }

    private static func call(_ input: JSON) -> AgentEventEntry.Kind {
        if let group = input.member("actionGroupInvocationInput") {
            return .toolCall(
                group: group["actionGroupName"]?.string ?? "Unknown",
                function: group["function"]?.string ?? group["apiPath"]?.string ?? "Unknown",
                parameters: parameters(group))
        }
        if let lookup = input.member("knowledgeBaseLookupInput") {
            return .toolCall(
                group: "KnowledgeBase", function: lookup["knowledgeBaseId"]?.string ?? "Unknown",
                parameters: [parameter("query", lookup["text"]?.string ?? "")])
        }
        if let code = input.member("codeInterpreterInvocationInput") {
            return .toolCall(
                group: "CodeInterpreter", function: "execute",
                parameters: [parameter("code", code["code"]?.string ?? "")])
        }
        if let collaborator = input.member("agentCollaboratorInvocationInput") {
            return .toolCall(
                group: "AgentCollaborator", function: collaborator["agentCollaboratorName"]?.string ?? "Unknown",
                parameters: [parameter("input", collaborator["input"]?["text"]?.string ?? "")])
        }
        return .toolCall(group: "Unknown", function: "Unknown", parameters: [])
    }

    /// Those of a function, and those of an API's request body.
    private static func parameters(_ group: JSON) -> [JSON] {
        var parameters = group["parameters"]?.array ?? []
        for (_, content) in group["requestBody"]?["content"]?.object ?? [:] { parameters += content.array ?? [] }
        return parameters
    }

    private static func parameter(_ name: String, _ value: String) -> JSON {
        ["name": .string(name), "type": "string", "value": .string(value)]
    }

    private static func answers(_ observation: JSON) -> [AgentEventEntry.Kind] {
        var kinds: [AgentEventEntry.Kind] = []
        if let output = observation.member("actionGroupInvocationOutput") {
            kinds.append(.toolResponse(output["text"]?.string ?? ""))
        }
        if let output = observation.member("knowledgeBaseLookupOutput") {
            let texts = (output["retrievedReferences"]?.array ?? []).compactMap { $0["content"]?["text"]?.string }
            kinds.append(.toolResponse(texts.joined(separator: "\n\n")))
        }
        if let output = observation.member("codeInterpreterInvocationOutput") {
            let text = output["executionOutput"]?.string ?? output["executionError"]?.string ?? ""
            kinds.append(.toolResponse(text))
        }
        if let output = observation.member("agentCollaboratorInvocationOutput") {
            kinds.append(.toolResponse(output["output"]?["text"]?.string ?? ""))
        }
        if let reprompt = observation["repromptResponse"]?["text"]?.string { kinds.append(.warning(reprompt)) }
        if let final = observation.member("finalResponse") { kinds.append(.finalResponse(final.text)) }
        return kinds
    }
}

extension JSON {
    /// The member `key`, if it says anything: `null` does not.
    fileprivate func member(_ key: String) -> JSON? {
        guard let value = self[key], !value.isNull else { return nil }
        return value
    }
}
