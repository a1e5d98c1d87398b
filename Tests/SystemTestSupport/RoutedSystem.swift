public import Gateway
public import WireFormats

/// A system under test that answers requests by its routes.
public protocol RoutedSystem {
    var routes: [Route] { get }
    var log: CollectedLog { get }
}

extension RoutedSystem {
    /// Sends a request through the routes, as the router would.
    public func send(
        _ method: String, _ path: String, query: [(String, String)] = [], _ body: JSON? = nil,
        raw: [UInt8]? = nil, headers: HTTPHeaders = [:], as caller: Caller = .alice
    ) async throws -> Response {
        let router = try Router(routes, cors: CORS(allowedOrigins: .any), log: log.logger)
        return await router.respond(
            to: Request(
                method: method, path: path, query: query.map { (name: $0.0, value: $0.1) }, headers: headers,
                body: raw ?? body?.serialized() ?? [], caller: caller, requestID: "request"))
    }

    public func ask(
        _ method: String, _ path: String, query: [(String, String)] = [], _ body: JSON? = nil,
        headers: HTTPHeaders = [:], as caller: Caller = .alice
    ) async throws -> Answer {
        Answer(try await send(method, path, query: query, body, headers: headers, as: caller))
    }
}
