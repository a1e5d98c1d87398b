public import Gateway
import HTTPTransport
public import LambdaRuntime
import Logging
import WireFormats

/// Hands each invocation to what answers it: an action, an operation, a route, or nobody, who is told so.
///
/// The order in which events are told apart is that of ``Gateway/Event``.
public struct Dispatcher: LambdaHandler {
    public let router: Router
    private let cors: CORS
    let actions: [String: ActionHandler]
    private let claims: ClaimNames
    /// Of direct callers; those over HTTP are among the router's routes.
    public let operations: OperationTable

    /// - Parameters:
    ///   - cors: goes on answers that the router does not make.
    ///   - operations: of direct callers; those over HTTP are among the router's routes.
    ///   - claims: where an authorizer's claims say who an HTTP caller is.
    public init(
        router: Router, cors: CORS, actions: [String: ActionHandler] = [:], operations: OperationTable,
        claims: ClaimNames = .standard
    ) {
        self.router = router
        self.cors = cors
        self.actions = actions
        self.operations = operations
        self.claims = claims
    }

    /// - Throws: ``UnknownAction``, and `EventRejection` for a schedule without an action and for events of services that
    ///   read no answer: only a failed invocation is noticed there.
    public func handle(_ event: [UInt8], context: LambdaContext) async throws -> LambdaResponse {
        try await FunctionQualifier.$invocation.withValue(context) {
            try await answer(event, context)
        }
    }

    private func answer(_ event: [UInt8], _ context: LambdaContext) async throws -> LambdaResponse {
        let decoded: Event
        do {
            decoded = try Event(decoding: event, invocationID: context.requestID, claims: claims)
        } catch {
            return try answer(to: error, context)
        }
        switch decoded {
        case .action(let name, let event):
            guard let handler = actions[name] else { throw UnknownAction(name: name) }
            InvocationScope.metrics?.setRoute("action \(name)")
            do {
                return LambdaResponse(body: try await handler(event).serialized())
            } catch let failure as Failure where failure.isOfTheRequest {
                return LambdaResponse(body: refusal(of: name, failure, context).serialized())
            }
        case .operation(let operation):
            return encode(
                await respond(to: operation), .direct, failures: operations.failures(for: operation.name), context)
        case .request(let request, let encoding):
            return encode(
                await router.respond(to: request) { route in
                    InvocationScope.metrics?.setRoute("\(route.method) \(route.path)")
                }, encoding,
                failures: router.failures(forPath: request.path) ?? .object,
                context)
        case .messages(let messages):
            InvocationScope.metrics?.setRoute("failed events")
            return LambdaResponse(body: try await workOff(messages, context).serialized())
        }
    }

    /// An event that can never be carried out, as it lacks a member, is no function error: Lambda would deliver it twice more. The
    /// log and the metric `Errors` have it instead.
    private func refusal(of action: String, _ failure: Failure, _ context: LambdaContext) -> JSON {
        InvocationScope.metrics?.fail()
        context.logger.error(
            "An event could not be used and is dropped",
            metadata: ["action": "\(action)", "reason": "\(failure.message)"])
        return ["error": .string(failure.message)]
    }

    private func respond(to operation: Operation) async -> Response {
        var response = await operations.respond(to: operation)
        // The original's answers carried it whoever asked; a list of origins is nothing to a caller that is no page.
        if cors.allowedOrigins == .any { cors.apply(to: &response, origin: nil) }
        return response
    }

    private func answer(to rejection: EventRejection, _ context: LambdaContext) throws -> LambdaResponse {
        guard rejection.source == nil else { throw rejection }
        let failures = rejection.path.flatMap(router.failures(forPath:)) ?? rejection.failures
        var response = failures.response(for: rejection.failure)
        cors.apply(to: &response, origin: rejection.origin)
        return encode(response, rejection.encoding, failures: failures, context)
    }

    private func encode(
        _ response: Response, _ encoding: ResponseEncoding, failures: FailureFormat, _ context: LambdaContext
    ) -> LambdaResponse {
        if response.status >= 500 { InvocationScope.metrics?.fail() }
        return LambdaResponse(
            body: encoding.encode(response, failures: failures, log: context.logger, requestID: context.requestID))
    }
}
