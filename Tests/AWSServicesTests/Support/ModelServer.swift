import AWSCore
import AWSServices
import HTTPTransport
import TestSupport
import WireFormats

/// A client of ours for servers that speak as Bedrock's models do, or fail to. It does not wait between attempts.
struct ModelService {
    let loop: CurlEventLoop
    let transport: HTTPClient

    init() throws {
        loop = try CurlEventLoop()
        transport = HTTPClient(loop: loop)
        loop.start()
    }

    static let request = ConverseRequest(modelID: "local-model", messages: [ConverseMessage(.user, [.text("Hello")])])

    static let metadata = EventStreamMessage.json(
        "metadata", ["usage": ["inputTokens": 3, "outputTokens": 5, "totalTokens": 8], "metrics": ["latencyMs": 7]])

    static func text(_ text: String) -> EventStreamMessage {
        .json("contentBlockDelta", ["delta": ["text": .string(text)], "contentBlockIndex": 0])
    }

    func client(_ server: ScriptedServer) throws -> BedrockRuntimeClient {
        let loop = loop
        return try BedrockRuntimeClient(
            AWSContext(
                environment: MotoServer.environment.merging(["AWS_ENDPOINT_URL_BEDROCK_RUNTIME": server.url]) { $1 },
                transport: transport, clock: SystemClock.now, sleep: { try await loop.sleep(for: $0) }, random: { 0 }))
    }

    /// All events that a server sends, and the error that ends them.
    func stream(
        _ server: ScriptedServer, _ request: ConverseRequest = request
    ) async throws -> (events: [ConverseEvent], error: AWSError?) {
        let client = try client(server)
        var events: [ConverseEvent] = []
        do {
            for try await event in try await client.converseStream(request) { events.append(event) }
            return (events, nil)
        } catch {
            return (events, error)
        }
    }

    func converse(
        _ server: ScriptedServer, _ request: ConverseRequest = request
    ) async throws -> Result<ConverseResponse, AWSError> {
        let client = try client(server)
        do throws(AWSError) {
            return .success(try await client.converse(request))
        } catch {
            return .failure(error)
        }
    }
}

extension EventStreamMessage {
    static func json(_ type: String, _ payload: JSON) -> EventStreamMessage {
        .event(type, payload: payload.serialized())
    }
}
