import AWSCore
import AWSServices
import HTTPTransport
import SystemSupport
import SystemTestSupport
import WireFormats

@testable import LocalCloud

/// Bedrock's stand-in and a model of ours that asks it.
struct ModelStandIn {
    let model: BedrockChatModel
    let log: CollectedLog

    /// - Parameters:
    ///   - modelID: may name limits of the model; `events/README.md` lists them.
    ///   - secret: what the model signs with; by default what the stand-in expects.
    static func with<Value>(
        _ modelID: String = "local-model", secret: String = "secret", _ body: (ModelStandIn) async throws -> Value
    ) async throws -> Value {
        let service = BedrockModelService(
            signatures: SignatureCheck(
                service: "bedrock", region: "us-east-1",
                credentials: AWSCredentials(accessKeyID: "AKIDLOCAL", secretAccessKey: "secret"), now: SystemClock.now),
            pause: .zero)
        let server = try await LoopbackServer.start(
            maximumBodySize: BedrockModelService.maximumBodySize, answer: service.answer)
        let result: Result<Value, any Error>
        do {
            result = .success(try await body(ModelStandIn(url: server.url, modelID: modelID, secret: secret)))
        } catch {
            result = .failure(error)
        }
        await server.stop()
        return try result.get()
    }

    init(
        url: String, modelID: String = "local-model", secret: String = "secret", log: CollectedLog = CollectedLog()
    ) throws {
        let loop = try CurlEventLoop()
        loop.start()
        let context = try AWSContext(
            environment: [
                "AWS_ACCESS_KEY_ID": "AKIDLOCAL", "AWS_SECRET_ACCESS_KEY": secret, "AWS_REGION": "us-east-1",
                "AWS_ENDPOINT_URL_BEDROCK_RUNTIME": url,
            ], transport: HTTPClient(loop: loop), clock: SystemClock.now, sleep: { try await loop.sleep(for: $0) },
            random: { 0 })
        model = BedrockChatModel(client: try BedrockRuntimeClient(context), modelID: modelID, log: log.logger)
        self.log = log
    }

    func outcome(_ request: ModelRequest) async -> Result<ModelAnswer, ModelError> {
        do throws(ModelError) {
            return .success(try await model.answer(request))
        } catch {
            return .failure(error)
        }
    }

    /// Why there is no answer to a prompt.
    func code(_ prompt: String, timeLimit: Duration? = nil) async -> ModelError.Code? {
        guard case .failure(let error) = await outcome(ModelRequest(messages: [.user(prompt)], timeLimit: timeLimit))
        else { return nil }
        return error.code
    }
}
