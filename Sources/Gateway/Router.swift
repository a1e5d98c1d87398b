public import Logging
import WireFormats

/// Finds the route of a request and answers with it: 404, 405, `HEAD`, `OPTIONS` and failures included.
public struct Router: Sendable {
    /// In the order in which they were given.
    public let routes: [Route]
    private var tree = RouteTree()
    private let cors: CORS
    private let boundary: FailureBoundary

    /// - Parameter log: hears of errors that are nobody's ``Failure``.
    /// - Throws: ``RouteError`` when a route is malformed or comes twice.
    public init(_ routes: [Route], cors: CORS, log: Logger) throws(RouteError) {
        self.routes = routes
        for route in routes { try tree.insert(route) }
        self.cors = cors
        boundary = FailureBoundary(log: log)
    }

    /// - Parameter matched: hears which route answers, before it does.
    public func respond(to request: Request, matched: (Route) -> Void = { _ in }) async -> Response {
        var response = await routedResponse(to: request, matched)
        if request.method == "HEAD" { response.body = .empty }
        cors.apply(to: &response, origin: request.headers["Origin"])
        return response
    }

    /// How the system that owns a path words its failures; `nil` when none does.
    public func failures(forPath path: String) -> FailureFormat? {
        guard let segments = RoutePath.decodedSegments(of: path) else { return nil }
        return tree.candidates(segments[...]).first?.failures
    }

    private func routedResponse(to request: Request, _ matched: (Route) -> Void) async -> Response {
        guard let segments = RoutePath.decodedSegments(of: request.path) else {
            return FailureFormat.object.response(for: Failure(.badRequest, "The path is not UTF-8 when decoded"))
        }
        let candidates = tree.candidates(segments[...])
        // A `HEAD` is a `GET` whose answer has no body (RFC 9110 §9.3.2).
        let methods = request.method == "HEAD" ? ["HEAD", "GET"] : [request.method]
        for method in methods {
            for candidate in candidates {
                guard let (route, parameters) = candidate.route(for: method) else { continue }
                var request = request
                request.parameters = parameters
                matched(route)
                return await boundary.respond(failures: route.failures, requestID: request.requestID) {
                    try await route.handler(request)
                }
            }
        }
        if request.method == "OPTIONS" { return cors.preflightResponse(to: request) }
        guard let failures = candidates.first?.failures else {
            return FailureFormat.object.response(for: Failure(.notFound, "Route not found"))
        }
        let allowed = Self.allowed(candidates.flatMap(\.methods))
        return failures.response(
            for: Failure(
                .methodNotAllowed(allowed),
                "\(request.method) is not allowed here; allowed: \(allowed.joined(separator: ", "))"))
    }

    private static func allowed(_ methods: [String]) -> [String] {
        let implied = methods.contains("GET") ? ["HEAD", "OPTIONS"] : ["OPTIONS"]
        return Set(methods + implied).sorted()
    }
}
