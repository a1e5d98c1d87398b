import Gateway
import Testing
import WireFormats

@Suite("Paths under a stage or a base path")
struct MountedPathTests {
    @Test(
        "a REST API's base path goes, as far as its resource matches the end of the path",
        arguments: [
            ("/api/results/1", "/api/results/{id}", [:], "/api/results/1"),
            ("/v1/api/results/1", "/api/results/{id}", [:], "/api/results/1"),
            ("/a/b/api/results/1/", "/api/results/{id}", [:], "/api/results/1/"),
            ("/v1/api/x/y", "/{proxy+}", ["proxy": "api/x/y"], "/api/x/y"),
            ("/api/x/y", "/{proxy+}", ["proxy": "api/x/y"], "/api/x/y"),
            ("/v1/api/x", "/api/{proxy+}", ["proxy": "x"], "/api/x"),
            ("/v1", "/", [:], "/"), ("/", "/", [:], "/"),
            ("/other/1", "/api/results/{id}", [:], "/other/1"),
            ("/results/1", "/api/results/{id}", [:], "/results/1"),
            ("/v1/api/x", "/{proxy+}", [:], "/v1/api/x"),
            ("/v1/a%2Fb", "/{id}", ["id": "a/b"], "/a%2Fb"),
        ] as [(String, String, [String: String], String)])
    func rest(path: String, resource: String, values: [String: String], expected: String) {
        let event = EventFixtures.rest.with("path", value: .string(path)).with("resource", value: .string(resource))
            .with("pathParameters", value: .object(JSONObject(values.map { ($0, .string($1)) })))
        #expect(DecodedEvent(event).path == expected)
    }

    @Test(
        "an HTTP API's stage goes, by the route where there is one, else by its name",
        arguments: [
            ("/user-session", "POST /user-session", "$default", "/user-session"),
            ("/prod/user-session", "POST /user-session", "prod", "/user-session"),
            ("/v1/user-session", "POST /user-session", "$default", "/user-session"),
            ("/user-session", "POST /user-session", "user-session", "/user-session"),
            ("/prod/user-session", "$default", "prod", "/user-session"),
            ("/prod/", "$default", "prod", "/"), ("/prod", "$default", "prod", "/"),
            ("/production/x", "$default", "prod", "/production/x"), ("/x/prod", "$default", "prod", "/x/prod"),
            ("/prod/x/", "$default", "prod", "/x/"), ("/$default/x", "$default", "$default", "/$default/x"),
        ])
    func http(path: String, routeKey: String, stage: String, expected: String) {
        let event = EventFixtures.http.with("rawPath", value: .string(path)).with("routeKey", value: .string(routeKey))
            .with("requestContext", "stage", value: .string(stage))
        #expect(DecodedEvent(event).path == expected)
    }
}
