import Testing
import WireFormats

@testable import Gateway

@Suite("Paths by every gateway")
struct GatewayPathTests {
    private static let ids = [
        "100%25", "100%", "a/b", "a b", "\u{E4}", "%2F", "+", "a%2Fb", "/", "a/", "?", "#", "{id}", "a//b", ".", "%",
    ]
    private static let template = "/api/sessions/{id}"

    private static let routes = [
        ("DELETE", template), ("POST", template + "/restore"), ("GET", "/api/sessions"), ("GET", "/sessions/{id}"),
        ("GET", "/user-session"), ("GET", "/session/{id}/messages/{message}"),
    ].map { method, path in
        Route(method, path) { request in
            let parameters = request.parameters.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
            return Response(body: .text((["\(method) \(path)"] + parameters).joined(separator: " ")))
        }
    }

    private func respond(to event: JSONObject, basePath: String? = nil) async throws -> Response {
        let router = try Router(
            Self.routes, cors: CORS(allowedOrigins: .none), basePath: basePath, log: RecordedLog().logger)
        return await router.respond(to: try #require(Request(event: event)))
    }

    private func answer(to event: JSONObject, basePath: String? = nil) async throws -> String? {
        guard case .text(let text) = try await respond(to: event, basePath: basePath).body else { return nil }
        return text
    }

    /// As a gateway of that kind writes the event of a request for a path.
    private static func http(
        _ method: String, _ rawPath: String, routeKey: String = "$default", _ parameters: [String: String] = [:],
        stage: String = "$default", domain: String = "id.execute-api.us-east-1.amazonaws.com"
    ) -> JSONObject {
        EventFixtures.http.with("rawPath", value: .string(rawPath)).with("routeKey", value: .string(routeKey))
            .with("pathParameters", value: .object(JSONObject(parameters.map { ($0.key, .string($0.value)) })))
            .with("requestContext", "http", "method", value: .string(method))
            .with("requestContext", "http", "path", value: .string(rawPath))
            .with("requestContext", "stage", value: .string(stage))
            .with("requestContext", "domainName", value: .string(domain))
    }

    private static func rest(
        _ method: String, _ path: String, resource: String?, _ parameters: [String: String] = [:],
        version: JSON? = nil, stage: String = "prod"
    ) -> JSONObject {
        EventFixtures.rest.with("path", value: .string(path)).with("httpMethod", value: .string(method))
            .with("resource", value: resource.map(JSON.string)).with("version", value: version)
            .with("pathParameters", value: .object(JSONObject(parameters.map { ($0.key, .string($0.value)) })))
            .with("requestContext", "stage", value: .string(stage))
    }

    @Test("a chat is the one that was meant, whatever is in its id", arguments: ids)
    func chat(id: String) async throws {
        let expected = "DELETE \(Self.template) id=\(id)"
        let (sent, decoded) = ("/api/sessions/\(PercentEncoding.encode(id))", "/api/sessions/\(id)")
        let key = "DELETE \(Self.template)"
        let url = "id.lambda-url.us-east-1.on.aws"
        #expect(try await answer(to: Self.http("DELETE", decoded, routeKey: key, ["id": id])) == expected)
        #expect(
            try await answer(to: Self.http("DELETE", "/prod" + decoded, routeKey: key, ["id": id], stage: "prod"))
                == expected)
        #expect(try await answer(to: Self.http("DELETE", sent, domain: url)) == expected)
        #expect(
            try await answer(to: Self.rest("DELETE", sent, resource: Self.template, ["id": PercentEncoding.encode(id)]))
                == expected)
        #expect(
            try await answer(
                to: Self.rest("DELETE", "/v1" + sent, resource: "/{proxy+}", ["proxy": String(sent.dropFirst())]))
                == expected)
        #expect(
            try await answer(
                to: Self.rest("DELETE", "/prod" + decoded, resource: Self.template, ["id": id], version: "1.0"))
                == expected)
        let balancer = EventFixtures.loadBalancer.with("path", value: .string(sent))
            .with("httpMethod", value: "DELETE")
        #expect(try await answer(to: balancer) == expected)
    }

    @Test("behind $default and {proxy+} an HTTP API's path is decoded no second time", arguments: ids)
    func withoutRoutes(id: String) async throws {
        let path = "/api/sessions/\(id)"
        for event in [
            Self.http("DELETE", path), Self.http("DELETE", "/prod" + path, stage: "prod"),
            Self.http("DELETE", path, routeKey: "ANY /{proxy+}", ["proxy": String(path.dropFirst())]),
            Self.rest("DELETE", path, resource: "$default", version: "1.0", stage: "$default"),
        ] {
            // A slash at the end of a path makes no difference, so that one at the end of an id is lost.
            let expected = id.hasSuffix("/") ? String(id.dropLast()) : id
            let answer = try await answer(to: event)
            #expect(answer == (expected.isEmpty ? nil : "DELETE \(Self.template) id=\(expected)"))
        }
    }

    @Test("a slash that cannot be told from one in an id is one between segments where a route is like that")
    func ambiguous() async throws {
        #expect(
            try await answer(to: Self.http("POST", "/api/sessions/a/b/restore"))
                == "POST /api/sessions/{id}/restore id=a/b")
        #expect(
            try await answer(to: Self.http("POST", "/api/sessions/a/restore"))
                == "POST /api/sessions/{id}/restore id=a")
        #expect(
            try await answer(to: Self.http("GET", "/session/a/b/messages/c/d"))
                == "GET /session/{id}/messages/{message} id=a/b message=c/d")
        // What was sent is known, and there is no such path.
        #expect(
            try await respond(to: Self.http("DELETE", "/api/sessions/a/b", domain: "i.lambda-url.us-east-1.on.aws"))
                .status == 404)
    }

    @Test("a decoded path of very many segments is not looked for in all ways there are")
    func manySegments() async throws {
        let path = "/session/" + String(repeating: "a/", count: 5000) + "messages/x"
        #expect(try await respond(to: Self.http("GET", path)).status == 404)
    }

    @Test("a path that is to be decoded is not, where it would be UTF-8 no more")
    func notUTF8() async throws {
        #expect(try await answer(to: Self.http("DELETE", "/api/sessions/%ff")) == "DELETE \(Self.template) id=%ff")
        let event = Self.http("DELETE", "/api/sessions/%ff", domain: "i.lambda-url.us-east-1.on.aws")
        #expect(try await respond(to: event).status == 400)
    }

    // MARK: - Stages and base paths

    @Test(
        "payload 1.0 names its stage, which is taken off where there is no route",
        arguments: [
            ("/prod/user-session", "prod", "1.0"), ("/user-session", "$default", "1.0"),
            ("/prod/user-session", "prod", nil), ("/user-session", "prod", "1.0"),
        ] as [(String, String, JSON?)])
    func payload1(path: String, stage: String, version: JSON?) async throws {
        let event = Self.rest("GET", path, resource: "$default", version: version, stage: stage)
        #expect(try await answer(to: event) == "GET /user-session")
    }

    @Test("a REST API's path has no stage, even where it begins like one")
    func restStage() async throws {
        let event = Self.rest("GET", "/sessions/7", resource: nil, stage: "sessions")
        #expect(try await answer(to: event) == "GET /sessions/{id} id=7")
    }

    @Test("a base path is taken off, whatever brings it, and so are others of the same domain's direct calls")
    func basePath() async throws {
        let balancer = EventFixtures.loadBalancer.with("httpMethod", value: "GET")
        for path in ["/v1/user-session", "/user-session", "/v1/user-session/"] {
            for event in [
                Self.http("GET", path), Self.http("GET", "/prod" + path, stage: "prod"),
                Self.http("GET", path, domain: "i.lambda-url.us-east-1.on.aws"),
                Self.http("GET", path, routeKey: "ANY /{proxy+}", ["proxy": String(path.dropFirst())]),
                Self.rest("GET", path, resource: nil), Self.rest("GET", path, resource: "$default", version: "1.0"),
                balancer.with("path", value: .string(path)),
            ] {
                #expect(try await answer(to: event, basePath: "/v1") == "GET /user-session")
            }
        }
        #expect(try await respond(to: Self.http("GET", "/v10/user-session"), basePath: "/v1").status == 404)
        #expect(try await answer(to: Self.http("GET", "/a/b/user-session"), basePath: "/a/b") == "GET /user-session")
    }

    @Test("a base path that a route begins with as well is no part of the path that the gateway's route matched")
    func basePathLikeARoute() async throws {
        let matched = Self.http("DELETE", "/api/sessions/7", routeKey: "DELETE \(Self.template)", ["id": "7"])
        #expect(try await answer(to: matched, basePath: "/api") == "DELETE \(Self.template) id=7")
        let url = "i.lambda-url.us-east-1.on.aws"
        #expect(
            try await answer(to: Self.http("GET", "/api/sessions/7", domain: url), basePath: "/api")
                == "GET /sessions/{id} id=7")
        #expect(
            try await answer(to: Self.http("DELETE", "/api/api/sessions/7", domain: url), basePath: "/api")
                == "DELETE \(Self.template) id=7")
    }

    @Test("a path that is not there is told in the answer, without what was taken off")
    func notFound() async throws {
        let answer = try await respond(to: Self.http("GET", "/prod/v2/user session", stage: "prod"))
        #expect(
            answer
                == .json(
                    ["error": "Route not found", "message": "Route not found: GET /v2/user%20session"], status: 404))
        let long = try await respond(to: Self.http("GET", "/" + String(repeating: "x", count: 5000)))
        guard case .json(let body) = long.body else {
            Issue.record("no JSON")
            return
        }
        #expect(body["message"]?.string?.utf8.count == "Route not found: GET ".utf8.count + 200)
    }
}
