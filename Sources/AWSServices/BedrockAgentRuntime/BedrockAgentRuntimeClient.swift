public import AWSCore
internal import WireFormats

/// Bedrock's agents at work (restJson, API version 2023-07-26).
public struct BedrockAgentRuntimeClient: Sendable {
    private let client: AWSClient

    /// - Throws: ``AWSError`` with code `configuration` when there is no region or the endpoint is malformed.
    public init(_ context: AWSContext) throws(AWSError) {
        client = try AWSClient(service: .bedrockAgentRuntime, context: context)
    }

    /// Asks an agent, once: no failure is tried again, as the agent may have acted by then.
    ///
    /// It returns when the agent has begun to answer; what it does and says comes as events. Nothing but the invocation's
    /// deadline bounds how long it may think. Cancelling the task that reads closes the connection.
    ///
    /// - Throws: ``AWSError``; `service` codes are Bedrock's exception names, `configuration` is for a name that cannot
    ///   stand in the path.
    public func invokeAgent(_ request: InvokeAgentRequest) async throws(AWSError) -> AgentEventStream {
        let path = try [
            "agents", PathSegment.encode(request.agentID, "agent"), "agentAliases",
            PathSegment.encode(request.agentAliasID, "agent alias"), "sessions",
            PathSegment.encode(request.sessionID, "session"), "text",
        ]
        let body: JSON = [
            "inputText": .string(request.inputText), "enableTrace": .bool(request.enableTrace),
            "endSession": .bool(request.endSession),
        ]
        let response = try await client.stream(
            AWSRequest(
                path: "/" + path.joined(separator: "/"), headers: ["content-type": "application/json"],
                body: body.serialized(), isIdempotent: false, mayStaySilent: true, maximumBodySize: .max))
        return try AgentEventStream(response) { type, payload throws(EventPayloadError) in
            try AgentEvent(type: type, payload: payload)
        }
    }
}
