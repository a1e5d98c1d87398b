import AWSCore
import WireFormats

/// Words what an agent does as the messages of InvokeAgent's stream, in the shapes of the service model
/// (`bedrock-agent-runtime-2023-07-26`, union `ResponseStream`).
struct AgentEvents: Sendable {
    let session: AgentSession
    let aliasARN: String
    let now: @Sendable () -> Timestamp
    /// Grows with each observation: a rationale, what it leads to and what comes of that share an id.
    private var traceNumber = 0

    init(session: AgentSession, aliasARN: String, now: @escaping @Sendable () -> Timestamp) {
        self.session = session
        self.aliasARN = aliasARN
        self.now = now
    }

    static func chunk(_ bytes: [UInt8]) -> EventStreamMessage {
        event("chunk", ["bytes": .string(Base64.encode(bytes))])
    }

    static func event(_ type: String, _ payload: JSON) -> EventStreamMessage {
        .event(type, payload: payload.serialized())
    }

    static func exception(_ type: String, _ payload: JSON) -> EventStreamMessage {
        .exception(type, payload: payload.serialized())
    }

    /// A member of the union `Trace`; `nil` when the call did not ask for traces.
    func trace(_ trace: JSON) -> EventStreamMessage? {
        guard session.enablesTrace else { return nil }
        let part: JSON = [
            "agentId": .string(session.agentID), "agentAliasId": .string(session.aliasID), "agentVersion": "1",
            "sessionId": .string(session.sessionID), "eventTime": .string(now().description),
            "callerChain": [["agentAliasArn": .string(aliasARN)]], "trace": trace,
        ]
        return Self.event("trace", part)
    }

    func rationale(_ text: String) -> EventStreamMessage? {
        orchestration("rationale", ["text": .string(text)])
    }

    func toolCall(_ call: AgentStep.ToolCall) -> EventStreamMessage? {
        let parameters = call.parameters.map { parameter -> JSON in
            [
                "name": .string(parameter.name), "type": .string(parameter.type),
                "value": .string(parameter.value.plainText),
            ]
        }
        return orchestration(
            "invocationInput",
            [
                "invocationType": "ACTION_GROUP",
                "actionGroupInvocationInput": [
                    "actionGroupName": .string(call.actionGroup), "function": .string(call.function),
                    "parameters": .array(parameters), "executionType": "LAMBDA",
                ],
            ])
    }

    mutating func toolResponse(_ answer: JSON) -> EventStreamMessage? {
        observation(["type": "ACTION_GROUP", "actionGroupInvocationOutput": ["text": .string(answer.plainText)]])
    }

    func knowledgeBaseLookup(_ identifier: String, _ text: String) -> EventStreamMessage? {
        orchestration(
            "invocationInput",
            [
                "invocationType": "KNOWLEDGE_BASE",
                "knowledgeBaseLookupInput": ["knowledgeBaseId": .string(identifier), "text": .string(text)],
            ])
    }

    mutating func knowledgeBaseResult(_ references: [AgentStep.Reference]) -> EventStreamMessage? {
        let retrieved = references.map { reference -> JSON in
            [
                "content": ["type": "TEXT", "text": .string(reference.text)],
                "location": ["type": "S3", "s3Location": ["uri": .string(reference.uri)]],
            ]
        }
        return observation([
            "type": "KNOWLEDGE_BASE", "knowledgeBaseLookupOutput": ["retrievedReferences": .array(retrieved)],
        ])
    }

    mutating func finalResponse(_ text: String) -> EventStreamMessage? {
        observation(["type": "FINISH", "finalResponse": ["text": .string(text)]])
    }

    func failure(_ reason: String, code: Int?) -> EventStreamMessage? {
        var failure: JSONObject = ["traceId": traceID, "failureReason": .string(reason)]
        failure["failureCode"] = code.map { .number(JSONNumber($0)) }
        return trace(["failureTrace": .object(failure)])
    }

    func guardrail(_ guardrail: JSONObject) -> EventStreamMessage? {
        var guardrail = guardrail
        guardrail["traceId"] = traceID
        return trace(["guardrailTrace": .object(guardrail)])
    }

    private var traceID: JSON { .string("local-\(traceNumber)") }

    private func orchestration(_ name: String, _ members: JSONObject) -> EventStreamMessage? {
        var members = members
        members["traceId"] = traceID
        return trace(["orchestrationTrace": .object(JSONObject([(name, .object(members))]))])
    }

    private mutating func observation(_ members: JSONObject) -> EventStreamMessage? {
        defer { traceNumber += 1 }
        return orchestration("observation", members)
    }
}

extension JSON {
    /// A string without quotes; any other value as JSON text.
    fileprivate var plainText: String { string ?? String(decoding: serialized(), as: UTF8.self) }
}
