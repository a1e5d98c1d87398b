import Logging
import WireFormats

/// API Gateway's HTTP API with one route, `$default`, that hands every request to the function in payload format 2.0.
struct HTTPAPIFront: Sendable {
    /// API Gateway: 10 MB a request.
    static let maximumBodySize = 10_485_760
    /// API Gateway: an integration of an HTTP API has at most 30 s.
    static let integrationTimeout = Duration.seconds(30)

    /// For a request to arrive.
    static let requestTime = Duration.seconds(60)

    let function: LocalFunction
    /// Whom a JWT authorizer would have found in the request's token; `nil` when there is no authorizer.
    let claims: HTTPAPIClaims?
    /// The version or alias of the integration.
    var qualifier: String?
    let log: Logger
    var integrationTimeout = Self.integrationTimeout

    func respond(to request: ServerRequest) async -> ServerResponse {
        let begin = ContinuousClock.now
        var response = await answer(request)
        response.headers["apigw-requestid"] = Identifier.random(bytes: 8)
        let milliseconds = ((ContinuousClock.now - begin).milliseconds * 10).rounded() / 10
        log.info("\(request.method) \(request.path) \(response.status) \(milliseconds) ms")
        return response
    }

    private func answer(_ request: ServerRequest) async -> ServerResponse {
        guard let body = request.body else { return Self.message(413, "Request Entity Too Large") }
        guard
            let event = HTTPAPIEvent(
                request, body: body, claims: claims, requestID: Identifier.uuid(), time: SystemClock.now())
        else { return Self.message(400, "Bad Request") }
        let payload = event.json.serialized()
        guard payload.count <= LambdaService.maximumSynchronousPayload else {
            return Self.message(413, "Request Entity Too Large")
        }
        guard let result = await outcome(of: Invocation(payload: payload, qualifier: qualifier)) else {
            return Self.message(503, "Service Unavailable")
        }
        guard !result.isError, let response = ServerResponse(httpAPI: result.payload) else {
            log.error("The function's answer: \(String(decoding: result.payload.prefix(1000), as: UTF8.self))")
            return Self.message(500, "Internal Server Error")
        }
        return response
    }

    /// `nil` when the function has not answered in time; it goes on nevertheless, as in Lambda.
    private func outcome(of invocation: Invocation) async -> InvocationResult? {
        let (outcomes, outcome) = AsyncStream<InvocationResult?>.makeStream()
        let function = function
        Task { outcome.yield(await function.invoke(invocation)) }
        let limit = integrationTimeout
        let timer = Task {
            guard (try? await Task.sleep(for: limit)) != nil else { return }
            outcome.yield(nil)
        }
        defer { timer.cancel() }
        for await first in outcomes { return first }
        return nil
    }

    private static func message(_ status: Int, _ text: String) -> ServerResponse {
        .json(["message": .string(text)], status: status)
    }
}
