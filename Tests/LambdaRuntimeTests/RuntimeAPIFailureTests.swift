import HTTPTransport
import Logging
import TestSupport
import Testing
import WireFormats

@testable import LambdaRuntime

@Suite("Invocation loop: a Runtime API that fails")
struct RuntimeAPIFailureTests {
    private static let allPauses: [Duration] = [50, 100, 200, 400, 800, 1600].map {
        .milliseconds($0)
    }

    /// A broken answer of `/next`, and the reason that ends up in the error.
    struct Fault: Sendable, CustomTestStringConvertible {
        var name: String
        var next: ScriptedRuntimeAPI.Next
        var reason: String
        var testDescription: String { name }

        static let all: [Fault] = [
            Fault(
                name: "500", next: .response(ScriptedResponse(status: 500)),
                reason: "Runtime API, next: status 500"),
            Fault(
                name: "403 with a reason",
                next: .response(
                    ScriptedResponse(
                        status: 403, text: #"{"errorType":"InvalidStateTransition","errorMessage":"not now"}"#)),
                reason: "Runtime API, next: status 403 (InvalidStateTransition: not now)"),
            Fault(
                name: "no headers", next: .response(ScriptedResponse(status: 200)),
                reason: "Runtime API, next: Lambda-Runtime-Aws-Request-Id is missing"),
            Fault(
                name: "an empty request id",
                next: .invocation("", headers: ["Lambda-Runtime-Aws-Request-Id": ""]),
                reason: "Runtime API, next: Lambda-Runtime-Aws-Request-Id is missing"),
            Fault(
                name: "not HTTP", next: .bytes("SSH-2.0-OpenSSH_9.2\r\n"), reason: "Runtime API, next: "),
            Fault(name: "nothing at all", next: .bytes(""), reason: "Runtime API, next: connectionLost"),
            Fault(
                name: "half a body",
                next: .bytes(
                    "HTTP/1.1 200 OK\r\nLambda-Runtime-Aws-Request-Id: r\r\nContent-Length: 100\r\n\r\n{"),
                reason: "Runtime API, next: connectionLost"),
        ]
    }

    @Test("a passing fault is waited out", arguments: Fault.all)
    func passing(fault: Fault) async throws {
        let api = try ScriptedRuntimeAPI([fault.next, fault.next, .invocation("r1")])
        let runtime = try RuntimeUnderTest(api) { event, _ in LambdaResponse(body: event) }
        #expect(try await api.posts(1).map(\.target) == ["/2018-06-01/runtime/invocation/r1/response"])
        #expect(runtime.pauses.values == [.milliseconds(50), .milliseconds(100)])
        runtime.terminate()
        #expect(await runtime.end() == nil)
    }

    @Test(
        "a lasting fault ends the runtime with an error that gives the reason", arguments: Fault.all)
    func lasting(fault: Fault) async throws {
        let api = try ScriptedRuntimeAPI([ScriptedRuntimeAPI.Next](repeating: fault.next, count: 30))
        let runtime = try RuntimeUnderTest(api) { event, _ in LambdaResponse(body: event) }
        let error = try #require(await runtime.end())
        #expect(error.code == .runtimeAPI)
        #expect(
            error.message.hasPrefix("no invocation after 7 attempts: \(fault.reason)"), "\(error.message)"
        )
        #expect(runtime.pauses.values == Self.allPauses)
        let last = try #require(runtime.log.lines(.critical).first)
        #expect(last.metadata["reason"] == "\(error.message)")
        #expect(api.posts.isEmpty)
    }

    @Test("a Runtime API that cannot be reached ends the runtime with an error that gives the reason")
    func refused() async throws {
        let port = try RefusingPort()
        let runtime = try RuntimeUnderTest("127.0.0.1:\(port.port)") {
            ClosureHandler { event, _ in LambdaResponse(body: event) }
        }
        let error = try #require(await runtime.end())
        #expect(error.code == .runtimeAPI)
        #expect(error.message.hasPrefix("no invocation after 7 attempts: Runtime API, next: connect"))
        #expect(runtime.pauses.values == Self.allPauses)
    }

    @Test("attempts are counted anew after every invocation")
    func reset() async throws {
        let fault = ScriptedRuntimeAPI.Next.response(ScriptedResponse(status: 500))
        let api = try ScriptedRuntimeAPI([fault, fault, .invocation("r1"), fault, .invocation("r2")])
        let runtime = try RuntimeUnderTest(api) { event, _ in LambdaResponse(body: event) }
        _ = try await api.posts(2)
        #expect(runtime.pauses.values == [50, 100, 50].map { .milliseconds($0) })
        runtime.terminate()
        #expect(await runtime.end() == nil)
    }

    @Test(
        "an invocation that lacks what is needed is reported as an error, and the next one is served")
    func malformed() async throws {
        let api = try ScriptedRuntimeAPI([
            .invocation("r1", headers: ["Lambda-Runtime-Deadline-Ms": ""]), .invocation("r2"),
        ])
        let runtime = try RuntimeUnderTest(api) { event, _ in LambdaResponse(body: event) }
        let posts = try await api.posts(2)
        #expect(posts.map(\.target).map { $0.suffix(9) } == ["/r1/error", "/response"])
        #expect(posts[0].header("Lambda-Runtime-Function-Error-Type") == "Runtime.MalformedInvocation")
        runtime.terminate()
        #expect(await runtime.end() == nil)
    }

    @Test("a caller's broken client context fails that invocation and nothing else")
    func brokenClientContext() async throws {
        let api = try ScriptedRuntimeAPI([
            .invocation("r1", headers: ["Lambda-Runtime-Client-Context": "{oops"]), .invocation("r2"),
        ])
        let runtime = try RuntimeUnderTest(api) { event, _ in LambdaResponse(body: event) }
        let posts = try await api.posts(2)
        #expect(posts.map(\.target).map { $0.suffix(9) } == ["/r1/error", "/response"])
        #expect(
            posts[0].header("Lambda-Runtime-Function-Error-Type") == "Runtime.LambdaContextUnmarshalError"
        )
        #expect(runtime.pauses.values.isEmpty)
        runtime.terminate()
        #expect(await runtime.end() == nil)
    }

    @Test(
        "when the Runtime API is gone, the invocations in hand are finished before the runtime ends")
    func finishing() async throws {
        let fault = ScriptedRuntimeAPI.Next.response(ScriptedResponse(status: 500))
        let api = try ScriptedRuntimeAPI(
            [.invocation("r1")]
                + [ScriptedRuntimeAPI.Next](repeating: fault, count: RetrySchedule.polling.attempts))
        let runtime = try RuntimeUnderTest(api, ["AWS_LAMBDA_MAX_CONCURRENCY": "2"]) { event, _ in
            // Until the other poller has used up its attempts.
            while api.nextCount < 1 + RetrySchedule.polling.attempts { try await Task.sleep(for: .milliseconds(2)) }
            return LambdaResponse(body: event)
        }
        let error = await runtime.end()
        #expect(error?.code == .runtimeAPI)
        #expect(api.posts.map(\.target) == ["/2018-06-01/runtime/invocation/r1/response"])
    }
}
