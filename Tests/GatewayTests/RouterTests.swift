import Gateway
import Testing
import WireFormats

@Suite("Routing")
struct RouterTests {
    /// Answers with the route's name and its parameters.
    private static func route(_ method: String, _ path: String, failures: FailureFormat = .object) -> Route {
        Route(method, path, failures: failures) { request in
            let parameters = request.parameters.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
            return Response(body: .text((["\(method) \(path)"] + parameters).joined(separator: " ")))
        }
    }

    private static let routes = [
        route("GET", "/"), route("GET", "/session/{phone}"), route("GET", "/sessions/active"),
        route("POST", "/session/{id}/complete"), route("DELETE", "/sessions/{id}", failures: .detail),
        route("GET", "/a/{x}/c"), route("GET", "/a/b/{y}"), route("PUT", "/a/b/c", failures: .string),
        route("OPTIONS", "/own-options"), route("GET", "/own-head"), route("HEAD", "/own-head"),
    ]

    private let log = RecordedLog()

    private func answer(
        _ method: String, _ path: String, headers: HTTPHeaders = [:], cors: CORS = CORS(allowedOrigins: .none)
    ) async throws -> Response {
        let router = try Router(Self.routes, cors: cors, log: log.logger)
        return await router.respond(to: Request(method: method, path: path, headers: headers, caller: .anonymous))
    }

    @Test(
        "a path finds its route, with its parameters decoded",
        arguments: [
            ("GET", "/", "GET /"), ("GET", "/session/%2B1%20x", "GET /session/{phone} phone=+1 x"),
            ("GET", "/session/a%2Fb", "GET /session/{phone} phone=a/b"),
            ("GET", "/session/+1", "GET /session/{phone} phone=+1"),
            ("GET", "/session/%25zz%", "GET /session/{phone} phone=%zz%"),
            ("GET", "/sessions/active", "GET /sessions/active"), ("GET", "/sessions/active/", "GET /sessions/active"),
            ("GET", "/sessions/%61ctive", "GET /sessions/active"),
            ("POST", "/session/7/complete", "POST /session/{id}/complete id=7"),
            ("POST", "/session/7/complete/", "POST /session/{id}/complete id=7"),
            ("DELETE", "/sessions/active", "DELETE /sessions/{id} id=active"),
            ("GET", "/a/b/c", "GET /a/b/{y} y=c"), ("GET", "/a/z/c", "GET /a/{x}/c x=z"),
            ("PUT", "/a/b/c", "PUT /a/b/c"),
            ("OPTIONS", "/own-options", "OPTIONS /own-options"),
            ("GET", "/session/{phone}", "GET /session/{phone} phone={phone}"),
        ])
    func finds(method: String, path: String, name: String) async throws {
        #expect(try await answer(method, path) == Response(body: .text(name)))
    }

    @Test(
        "a path that no route has is a 404",
        arguments: [
            "/nothing", "/session", "/session/", "/session//complete", "//session/7", "/session/7//",
            "/Sessions/active",
            "/session/7/complete/x", "",
        ])
    func notFound(path: String) async throws {
        let answer = try await answer("GET", path)
        #expect(answer.status == (path.isEmpty ? 400 : 404))
    }

    @Test("a path that is not UTF-8 is a 400")
    func badPath() async throws {
        #expect(try await answer("GET", "/session/%ff").status == 400)
    }

    @Test("another method is a 405 in the owner's shape, with all that the path allows")
    func methodNotAllowed() async throws {
        #expect(
            try await answer("POST", "/a/b/c")
                == .json(
                    "POST is not allowed here; allowed: GET, HEAD, OPTIONS, PUT", status: 405,
                    headers: ["Allow": "GET, HEAD, OPTIONS, PUT"]))
        #expect(
            try await answer("POST", "/sessions/x").body
                == .json(["detail": "POST is not allowed here; allowed: DELETE, OPTIONS"]))
    }

    @Test("HEAD is GET without a body, unless it has a route")
    func head() async throws {
        #expect(try await answer("HEAD", "/sessions/active") == Response(body: .empty))
        #expect(try await answer("HEAD", "/own-head") == Response(body: .empty))
        #expect(try await answer("HEAD", "/nothing").status == 404)
        #expect(try await answer("HEAD", "/session/7/complete").status == 405)
    }

    @Test("OPTIONS is answered on every path, and answers carry what the origin may have")
    func options() async throws {
        let any = CORS(allowedOrigins: .any)
        let preflight = try await answer("OPTIONS", "/whatever", headers: ["Origin": "https://a.example"], cors: any)
        #expect(preflight.status == 200)
        #expect(preflight.body == .json(["message": "OK"]))
        #expect(preflight.headers["Access-Control-Allow-Methods"] == "GET,POST,PUT,PATCH,DELETE,OPTIONS")
        for path in ["/", "/nothing"] {
            #expect(try await answer("GET", path, cors: any).headers["Access-Control-Allow-Origin"] == "*")
        }
    }

    @Test("what a handler throws is answered in its route's shape")
    func failures() async throws {
        let routes = [
            Route("GET", "/x", failures: .detail) { _ in throw Failure(.notFound, "no x") },
            Route("GET", "/y") { _ in throw CancellationError() },
        ]
        let router = try Router(routes, cors: CORS(allowedOrigins: .none), log: log.logger)
        #expect(
            await router.respond(to: Request(method: "GET", path: "/x", caller: .anonymous))
                == .json(["detail": "no x"], status: 404))
        #expect(await router.respond(to: Request(method: "GET", path: "/y", caller: .anonymous)).status == 503)
    }

    @Test(
        "routes that cannot be served are found at start",
        arguments: [
            (["GET /a", "GET /a"], RouteError.Code.duplicate), (["GET /a", "GET /a/"], .duplicate),
            (["GET /a/{x}", "GET /a/{y}"], .duplicate), (["GET a"], .malformedPath), (["GET /a//b"], .malformedPath),
            (["GET /{}"], .malformedPath), (["GET /{x}/{x}"], .malformedPath), (["GET /a{x}"], .malformedPath),
            (["get /a"], .malformedMethod), ([" /a"], .malformedMethod),
        ] as [([String], RouteError.Code)])
    func badRoutes(routes: [String], code: RouteError.Code) throws {
        let routes = routes.map { text in
            let parts = text.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
            return Self.route(parts[0], parts[1])
        }
        let error = #expect(throws: RouteError.self) {
            try Router(routes, cors: CORS(allowedOrigins: .none), log: log.logger)
        }
        #expect(error?.code == code)
        #expect(error?.route == routes.last.map { "\($0.method) \($0.path)" })
        #expect(error?.description.hasSuffix(error?.route ?? "?") == true)
    }

    @Test(
        "tells which route answers, before it does, and nothing where none does",
        arguments: [
            ("GET", "/session/+1", ["GET /session/{phone}"]), ("HEAD", "/sessions/active", ["GET /sessions/active"]),
            ("GET", "/nowhere", []), ("PATCH", "/sessions/active", []), ("OPTIONS", "/sessions/active", []),
        ])
    func matched(method: String, path: String, expected: [String]) async throws {
        let router = try Router(Self.routes, cors: CORS(allowedOrigins: .none), log: log.logger)
        var matched: [String] = []
        _ = await router.respond(to: Request(method: method, path: path, caller: .anonymous)) { route in
            matched.append("\(route.method) \(route.path)")
        }
        #expect(matched == expected)
    }
}
