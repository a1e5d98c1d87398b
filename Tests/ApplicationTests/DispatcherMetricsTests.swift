import Application
import ApplicationTestSupport
import HTTPTransport
import Synchronization
import TestSupport
import Testing
import WireFormats

@Suite("What the dispatcher tells of an invocation")
struct DispatcherMetricsTests {
    private static func question(_ operation: String = "get_session") -> JSON {
        ["operation": .string(operation), "user_id": "alice", "session_id": "s-1"]
    }

    private func summary(
        _ event: JSON, _ environment: [String: String] = ["AUTH_MODE": "open"], fails: Bool = false
    ) async throws -> InvocationMetrics.Summary {
        let (application, metrics) = (try TestApplication(environment), InvocationMetrics())
        do {
            _ = try await application.invoke(event.serialized(), metrics: metrics)
            #expect(!fails)
        } catch {
            #expect(fails, "\(error)")
        }
        return metrics.summary
    }

    @Test(
        "the route is a pattern or a name that the program knows",
        arguments: [
            (question(), "operation get_session"),
            (["body": .string(question().text)], "operation get_session"),
            (HTTPFixture.request(body: question()), "operation get_session"),
            (HTTPFixture.request(body: ["operation": "alice@example.com"]), "POST /user-session"),
            (HTTPFixture.request(method: "GET", path: "/user-feedback"), "GET /user-feedback"),
            (HTTPFixture.request(method: "GET", path: "/api/results/alice"), "GET /api/results/{id}"),
            (["action": "SWEEP"], "action SWEEP"),
            (question("alice@example.com"), nil), (HTTPFixture.request(path: "/alice@example.com"), nil),
            (HTTPFixture.request(method: "OPTIONS", path: "/api/assessments"), nil), ([], nil),
        ] as [(JSON, String?)])
    func route(event: JSON, route: String?) async throws {
        #expect(try await summary(event).route == route)
    }

    @Test("an action that nobody knows is no route")
    func unknownAction() async throws {
        #expect(try await summary(["action": "alice@example.com"], fails: true).route == nil)
    }

    @Test("only answers of 500 and more are errors")
    func errors() async throws {
        let off = ["AUTH_MODE": "open", "COLLOQUY_STORE": "dynamodb"]
        #expect(try await summary(Self.question(), off).hasFailed)
        #expect(try await summary(HTTPFixture.request(path: "/api/submit-assessment", body: [:]), off).hasFailed)
        #expect(try await !summary(HTTPFixture.request(path: "/nowhere")).hasFailed)
        #expect(try await !summary(Self.question("nothing")).hasFailed)
        #expect(try await !summary([]).hasFailed)
    }

    @Test("a DynamoDB that throttles is counted, and the answer is none the worse")
    func throttled() async throws {
        let server = try ScriptedServer(answering: Self.throttling(2))
        let application = try TestApplication([
            "AUTH_MODE": "open", "COLLOQUY_STORE": "dynamodb", "AWS_ENDPOINT_URL_DYNAMODB": server.url,
            "SESSION_TABLE": "sessions", "MESSAGES_TABLE": "messages", "REVIEW_TABLE": "reviews",
        ])
        let metrics = InvocationMetrics()
        let answer = try JSON(
            parsing: try await application.invoke(Self.question().serialized(), metrics: metrics, traceID: "Root=1-a"))
        #expect(answer["statusCode"] == 200 && answer["body"] == "{}")
        let counts = metrics.summary.counts.map { [$0.counter.name: $0.value] }
        #expect(counts == [["Throttles": 2], ["Retries": 2]])
        #expect(!metrics.summary.hasFailed)
        // Every attempt carries the trace, and none signs it: proxies may change it.
        #expect(server.requests.count >= 3)
        #expect(server.requests.allSatisfy { $0.header("X-Amzn-Trace-Id") == "Root=1-a" })
        #expect(server.requests.allSatisfy { $0.header("Authorization")?.contains("x-amzn-trace-id") == false })
    }

    /// Throttles so many requests, and then knows nothing.
    private static func throttling(_ count: Int) -> @Sendable (ScriptedRequest) -> ScriptedResponse {
        let left = Mutex(count)
        return { _ in
            let isThrottled = left.withLock { left in
                left -= 1
                return left >= 0
            }
            guard isThrottled else { return ScriptedResponse(text: "{}") }
            return ScriptedResponse(status: 400, text: #"{"__type":"ThrottlingException","message":"slow down"}"#)
        }
    }
}
