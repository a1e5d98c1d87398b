public import AWSCore
internal import WireFormats

/// Bedrock's models (restJson, API version 2023-09-30).
public struct BedrockRuntimeClient: Sendable {
    private let client: AWSClient

    /// - Throws: ``AWSError`` with code `configuration` when there is no region or the endpoint is malformed.
    public init(_ context: AWSContext) throws(AWSError) {
        client = try AWSClient(service: .bedrockRuntime, context: context)
    }

    /// Lets a model continue a conversation, and returns once it is done. Failures that may pass are tried again.
    ///
    /// - Throws: ``AWSError``; `service` codes are Bedrock's exception names, `configuration` is for a model id that cannot
    ///   stand in the path.
    public func converse(_ request: ConverseRequest) async throws(AWSError) -> ConverseResponse {
        let response = try await client.send(try Self.request(request, "converse"))
        do {
            return try ConverseResponse(JSON(payload: response.body, of: "Converse"))
        } catch {
            throw AWSError(
                code: .invalidResponse, message: error.message, requestID: response.requestID, status: response.status,
                mayHaveTakenEffect: true, attempts: 1)
        }
    }

    /// The same word by word: it returns when the model has begun. Failures until then that may pass are tried again;
    /// later ones are thrown by the stream.
    ///
    /// - Throws: as ``converse(_:)`` does.
    public func converseStream(_ request: ConverseRequest) async throws(AWSError) -> ConverseEventStream {
        var sent = try Self.request(request, "converse-stream")
        sent.maximumBodySize = .max
        return try ConverseEventStream(await client.stream(sent)) { type, payload throws(EventPayloadError) in
            try ConverseEvent(type: type, payload: payload)
        }
    }

    private static func request(_ request: ConverseRequest, _ operation: String) throws(AWSError) -> AWSRequest {
        AWSRequest(
            path: "/model/\(try PathSegment.encode(request.modelID, "model"))/\(operation)",
            headers: ["content-type": "application/json"], body: request.body.serialized())
    }
}
