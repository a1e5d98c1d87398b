import Gateway
import Testing
import WireFormats

@Suite("HTTP events")
struct HTTPEventTests {
    private let ada = Caller.user(id: "ada", groups: ["AdminUsers", "BasicUsers"])

    @Test("a REST API's event")
    func rest() {
        #expect(
            DecodedEvent(EventFixtures.rest)
                == .request(
                    method: "POST", path: "/api/agent-status/a%20b", query: ["q=b&c", "tag=one", "tag=two"],
                    body: #"{"name":"é"}"#, ada, requestID: "c6af9ac6-7b61-11e6-9a41-93e8deadbeef", .rest))
        #expect(Request(event: EventFixtures.rest)?.headers.values(of: "x-two") == ["first", "second"])
    }

    @Test("an HTTP API's event, with its body in base64 and its cookies apart")
    func http() {
        #expect(
            DecodedEvent(EventFixtures.http)
                == .request(
                    method: "POST", path: "/user-session", query: ["a=1", "a=2", "b=x y z", "empty="],
                    body: #"{"operation":"get_session"}"#, ada, requestID: "JKJaXmPLvHcESHA=", .http))
        #expect(Request(event: EventFixtures.http)?.headers["Cookie"] == "theme=dark; id=7")
        #expect(Request(event: EventFixtures.http)?.headers["Content-Type"] == "application/json")
    }

    @Test("a function URL's event, its method in upper case")
    func functionURL() {
        #expect(
            DecodedEvent(EventFixtures.functionURL)
                == .request(
                    method: "GET", path: "/api/generate/", query: [], body: "",
                    .user(id: "AIDACOSFODNN7EXAMPLE2", groups: []), requestID: "id", .http))
    }

    @Test("a load balancer's event, whose query is still encoded")
    func loadBalancer() {
        #expect(
            DecodedEvent(EventFixtures.loadBalancer)
                == .request(
                    method: "GET", path: "/session/%2B14155550100", query: ["q=a&b", "q=c d", "é=="], body: "",
                    .anonymous, requestID: "invocation-1", .loadBalancer(multiValueHeaders: true)))
    }

    @Test("a load balancer's event with single-value maps")
    func loadBalancerSingleValue() {
        let event = EventFixtures.loadBalancer.with("multiValueHeaders", value: nil)
            .with("multiValueQueryStringParameters", value: nil).with("headers", value: ["accept": "a"])
            .with("queryStringParameters", value: ["q": "%41"])
        #expect(
            DecodedEvent(event)
                == .request(
                    method: "GET", path: "/session/%2B14155550100", query: ["q=A"], body: "", .anonymous,
                    requestID: "invocation-1", .loadBalancer(multiValueHeaders: false)))
    }

    @Test("a test tool's event without context is HTTP, and its caller is nobody")
    func withoutContext() {
        #expect(
            DecodedEvent(["httpMethod": "GET", "path": "/api/results/1", "body": nil])
                == .request(
                    method: "GET", path: "/api/results/1", query: [], body: "", .anonymous, requestID: "invocation-1",
                    .rest))
    }

    @Test("without the raw query an HTTP API's decoded map is read, without multi-value maps the single ones")
    func fallsBack() {
        #expect(
            DecodedEvent(EventFixtures.http.with("rawQueryString", value: nil)).query == ["a=1,2", "b=x y z", "empty="])
        let event = EventFixtures.rest.with("multiValueQueryStringParameters", value: nil)
            .with("multiValueHeaders", value: nil)
        #expect(DecodedEvent(event).query == ["q=b&c", "tag=two"])
        #expect(Request(event: event)?.headers.values(of: "X-Two") == ["second"])
    }

    // MARK: - Targets

    @Test("an HTTP API's target is what was called, the stage and the query's own spelling included")
    func httpTarget() {
        let event = EventFixtures.http.with("rawPath", value: "/prod/user-session")
            .with("requestContext", "stage", value: "prod")
        #expect(
            Request(event: event)?.target
                == RequestTarget(path: "/prod/user-session", query: "a=1&a=2&b=x%20y+z&empty="))
        #expect(Request(event: event)?.path == "/user-session")
        #expect(
            Request(event: EventFixtures.functionURL)?.target == RequestTarget(path: "/api/generate/"))
    }

    @Test("a REST API's target has the stage, and a query put together from its lists")
    func restTarget() {
        #expect(
            Request(event: EventFixtures.rest)?.target
                == RequestTarget(path: "/prod/api/agent-status/a%20b", query: "q=b%26c&tag=one&tag=two"))
        let single = EventFixtures.rest.with("multiValueQueryStringParameters", value: nil)
            .with("requestContext", "path", value: nil)
        #expect(
            Request(event: single)?.target
                == RequestTarget(path: "/api/agent-status/a%20b", query: "q=b%26c&tag=two"))
    }

    @Test("a load balancer's target has its query as it came")
    func loadBalancerTarget() {
        #expect(
            Request(event: EventFixtures.loadBalancer)?.target
                == RequestTarget(path: "/session/%2B14155550100", query: "q=a%26b&q=c+d&%C3%A9=%3D"))
    }

    // MARK: - Bodies

    @Test("a body at the limit is taken and one byte more refused, plain and in base64", arguments: [false, true])
    func bodyLimit(isBase64: Bool) {
        for limit in 9...12 {
            func event(_ size: Int) -> JSONObject {
                let bytes = [UInt8](repeating: UInt8(ascii: "x"), count: size)
                let body = isBase64 ? Base64.encode(bytes) : String(decoding: bytes, as: UTF8.self)
                return EventFixtures.http.with("body", value: .string(body))
                    .with("isBase64Encoded", value: .bool(isBase64))
            }
            #expect(DecodedEvent(event(limit), maximumBodySize: limit).failure == nil)
            #expect(
                DecodedEvent(event(limit + 1), maximumBodySize: limit)
                    == .rejected(Failure(.tooLarge, "The body is larger than \(limit) bytes"), .http))
        }
    }

    @Test("a body that is not the base64 it should be is a 400", arguments: ["!", "AAA", "A===", "AA==\n", "é"])
    func badBase64(body: String) {
        #expect(
            DecodedEvent(EventFixtures.http.with("body", value: .string(body)))
                == .rejected(Failure(.invalid(field: "body"), "body is not base64 as the event says"), .http))
    }

    @Test("a refused request still tells its origin, where that can be read")
    func originOfRejections() {
        let event = EventFixtures.http.with("body", value: "!").with("headers", "origin", value: "https://a.example")
        func origin(_ event: JSONObject) -> String? {
            #expect(throws: EventRejection.self) { try Event(decoding: event.serialized(), invocationID: "") }?.origin
        }
        #expect(origin(event) == "https://a.example")
        #expect(origin(event.with("headers", value: 7)) == nil)
    }

    // MARK: - Wrong members

    @Test(
        "a missing or wrong member is named, and the answer goes out in the gateway's form",
        arguments: [
            (EventFixtures.rest.with("httpMethod", value: nil), "httpMethod", ResponseEncoding.rest),
            (EventFixtures.rest.with("httpMethod", value: ""), "httpMethod", .rest),
            (EventFixtures.rest.with("path", value: 7), "path", .rest),
            (EventFixtures.rest.with("path", value: "api"), "path", .rest),
            (EventFixtures.rest.with("multiValueHeaders", value: ["A": "x"]), "multiValueHeaders", .rest),
            (
                EventFixtures.rest.with("multiValueQueryStringParameters", value: []),
                "multiValueQueryStringParameters", .rest
            ),
            (EventFixtures.rest.with("body", value: ["operation": "x"]), "body", .rest),
            (EventFixtures.rest.with("isBase64Encoded", value: "true"), "isBase64Encoded", .rest),
            (EventFixtures.rest.with("resource", value: []), "resource", .rest),
            (EventFixtures.rest.with("requestContext", value: "x"), "requestContext", .rest),
            (EventFixtures.rest.with("requestContext", "path", value: 1), "requestContext.path", .rest),
            (EventFixtures.rest.with("requestContext", "requestId", value: 1), "requestContext.requestId", .rest),
            (EventFixtures.rest.with("requestContext", "authorizer", value: "x"), "requestContext.authorizer", .rest),
            (EventFixtures.http.with("requestContext", "http", value: nil), "requestContext.http.method", .http),
            (EventFixtures.http.with("requestContext", "http", value: []), "requestContext.http", .http),
            (EventFixtures.http.with("rawPath", value: nil), "rawPath", .http),
            (EventFixtures.http.with("rawQueryString", value: "a=%ff"), "rawQueryString", .http),
            (EventFixtures.http.with("headers", value: ["a": 1]), "headers", .http),
            (EventFixtures.http.with("cookies", value: "a"), "cookies", .http),
            (EventFixtures.http.with("pathParameters", value: [1]), "pathParameters", .http),
            (
                EventFixtures.http.with("requestContext", "authorizer", "jwt", "claims", "sub", value: 7)
                    .with("requestContext", "authorizer", "jwt", "claims", "cognito:username", value: nil),
                "requestContext.authorizer.jwt.claims.sub", .http
            ),
            (
                EventFixtures.http.with("requestContext", "authorizer", "jwt", "claims", "cognito:groups", value: [1]),
                "requestContext.authorizer.jwt.claims.cognito:groups", .http
            ),
            (
                EventFixtures.loadBalancer.with("multiValueQueryStringParameters", value: ["a": ["%ff"]]),
                "queryStringParameters", .loadBalancer(multiValueHeaders: true)
            ),
        ] as [(JSONObject, String, ResponseEncoding)])
    func wrongMembers(event: JSONObject, member: String, encoding: ResponseEncoding) {
        guard case .rejected(let failure, let actual) = DecodedEvent(event) else {
            Issue.record("the event was taken")
            return
        }
        #expect(failure.kind == .invalid(field: member))
        #expect(failure.message.hasPrefix(member + " "))
        #expect(actual == encoding)
    }

    @Test("a WebSocket's event, which has no method, is refused")
    func webSocket() {
        let event: JSONObject = ["requestContext": ["eventType": "MESSAGE", "connectionId": "a="], "body": "{}"]
        #expect(DecodedEvent(event).failure?.kind == .invalid(field: "httpMethod"))
    }
}
