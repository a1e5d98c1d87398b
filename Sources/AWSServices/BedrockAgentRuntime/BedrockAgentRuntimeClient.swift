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
            "agents", Self.segment(request.agentID, "agent"), "agentAliases",
            Self.segment(request.agentAliasID, "agent alias"), "sessions", Self.segment(request.sessionID, "session"),
            "text",
        ]
        let body: JSON = [
            "inputText": .string(request.inputText), "enableTrace": .bool(request.enableTrace),
            "endSession": .bool(request.endSession),
        ]
        let response = try await client.stream(
            AWSRequest(
                path: "/" + path.joined(separator: "/"), headers: ["content-type": "application/json"],
                body: body.serialized(), isIdempotent: false, mayStaySilent: true, maximumBodySize: .max))
        guard Self.isEventStream(response.headers["content-type"]) else {
            throw AWSError(
                code: .invalidResponse, message: "Bedrock's answer is no event stream", requestID: response.requestID,
                status: response.status, mayHaveTakenEffect: true, attempts: 1)
        }
        return AgentEventStream(response)
    }

    private static func segment(_ name: String, _ what: String) throws(AWSError) -> String {
        // Dots alone would change the path, and percent-encoding leaves them.
        guard !name.isEmpty, name != ".", name != ".." else {
            throw AWSError(code: .configuration, message: "«\(name)» cannot name a Bedrock \(what)")
        }
        return PercentEncoding.encode(name)
    }

    private static func isEventStream(_ contentType: String?) -> Bool {
        guard let type = contentType?.split(separator: ";").first else { return false }
        return HTTPHeaders.isSame(String(type.filter { $0 != " " }), "application/vnd.amazon.eventstream")
    }
}
