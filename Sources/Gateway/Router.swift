public import Logging
import WireFormats

/// Finds the route of a request and answers with it: 404, 405, `HEAD`, `OPTIONS` and failures included.
public struct Router: Sendable {
    /// In the order in which they were given.
    public let routes: [Route]
    private var tree = RouteTree()
    private let cors: CORS
    private let basePath: String?
    private let boundary: FailureBoundary

    /// - Parameters:
    ///   - basePath: what paths begin with that were called by a domain that maps it to the application: `/v1`.
    ///   - log: hears of errors that are nobody's ``Failure``.
    /// - Throws: ``RouteError`` when a route is malformed or comes twice.
    public init(_ routes: [Route], cors: CORS, basePath: String? = nil, log: Logger) throws(RouteError) {
        self.routes = routes
        self.basePath = basePath
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
        paths(path, PathOrigin()).lazy.compactMap { path in
            RoutePath.decodedSegments(of: path).flatMap { tree.candidates($0[...]).first?.failures }
        }.first
    }

    /// The path without the base path, then as it is; the other way round where the gateway's own route has matched it,
    /// whose path seldom has the base path in front.
    private func paths(_ path: String, _ origin: PathOrigin) -> [String] {
        guard let basePath else { return [path] }
        let rest = MountedPath(path).removing(prefix: basePath)
        if rest == path { return [path] }
        return origin.isMatchedByGateway ? [path, rest] : [rest, path]
    }

    /// Where a request leads, and the path of it that does.
    ///
    /// A path that the gateway decoded as a whole is first read as if no parameter had a slash in it. Only where no route is
    /// found like that may a parameter hold some: then the path can mean nothing else.
    private func candidates(of request: Request) throws(Failure) -> (path: String, found: [RouteTree.Candidate]) {
        let paths = paths(request.path, request.pathOrigin)
        for spanning in request.pathOrigin.isDecoded ? [false, true] : [false] {
            for path in paths {
                guard let segments = RoutePath.decodedSegments(of: path) else {
                    throw Failure(.badRequest, "The path is not UTF-8 when decoded")
                }
                let found = tree.candidates(segments[...], spanning: spanning)
                if !found.isEmpty { return (path, found) }
            }
        }
        return (paths[0], [])
    }

    private func routedResponse(to request: Request, _ matched: (Route) -> Void) async -> Response {
        var request = request
        let candidates: [RouteTree.Candidate]
        do {
            (request.path, candidates) = try self.candidates(of: request)
        } catch {
            return FailureFormat.object.response(for: error)
        }
        // A `HEAD` is a `GET` whose answer has no body (RFC 9110 §9.3.2).
        let methods = request.method == "HEAD" ? ["HEAD", "GET"] : [request.method]
        for method in methods {
            for candidate in candidates {
                guard let (route, parameters) = candidate.route(for: method) else { continue }
                request.parameters = parameters
                matched(route)
                return await boundary.respond(failures: route.failures, requestID: request.requestID) {
                    try await route.handler(request)
                }
            }
        }
        if request.method == "OPTIONS" { return cors.preflightResponse(to: request) }
        guard let failures = candidates.first?.failures else {
            return Self.notFound(request)
        }
        let allowed = Self.allowed(candidates.flatMap(\.methods))
        return failures.response(
            for: Failure(
                .methodNotAllowed(allowed),
                "\(request.method) is not allowed here; allowed: \(allowed.joined(separator: ", "))"))
    }

    /// `error` as system 001's clients know it, and beside it what was looked for: a stage or base path that is still in front
    /// of it shows there.
    private static func notFound(_ request: Request) -> Response {
        .json(
            [
                "error": "Route not found",
                "message": .string("Route not found: \(request.method) \(request.path.prefix(maximumShownPath))"),
            ], status: 404)
    }

    /// Characters of a path that an answer repeats.
    private static let maximumShownPath = 200

    private static func allowed(_ methods: [String]) -> [String] {
        let implied = methods.contains("GET") ? ["HEAD", "OPTIONS"] : ["OPTIONS"]
        return Set(methods + implied).sorted()
    }
}
