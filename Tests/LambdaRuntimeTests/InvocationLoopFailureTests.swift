import HTTPTransport
import Logging
import TestSupport
import Testing
import WireFormats

@testable import LambdaRuntime

@Suite("Invocation loop: handlers that fail and answers that are refused")
struct InvocationLoopFailureTests {
    private struct Broken: LambdaReportableError {
        var errorType: String { "SessionNotFound" }
        var errorMessage: String { "no\nsession" }
    }

    /// Serves `r1` with `handle`, then `r2` well; gives what was posted for `r1` and what the log holds.
    private func serve(
        remaining: Duration = .seconds(60), cancellationLead: Duration = .milliseconds(100),
        accept: @escaping @Sendable (ScriptedRequest) -> Int = { _ in 202 },
        _ handle: @escaping @Sendable (LambdaContext) async throws -> LambdaResponse
    ) async throws -> (posts: [ScriptedRequest], runtime: RuntimeUnderTest) {
        let api = try ScriptedRuntimeAPI(
            [
                .invocation(
                    "r1", event: #"{"secret":"canary"}"#, remaining: remaining,
                    headers: ["Lambda-Runtime-Invocation-Id": "i1"]),
                .invocation("r2"),
            ], accept: { $0.target.contains("/r1/") ? .status(accept($0)) : .status(202) })
        let runtime = try RuntimeUnderTest(api, cancellationLead: cancellationLead) { event, context in
            context.requestID == "r1" ? try await handle(context) : LambdaResponse(body: event)
        }
        try await api.wait { api.posts.contains { $0.target.hasSuffix("/r2/response") } }
        runtime.terminate()
        #expect(await runtime.end() == nil)
        return (api.posts.filter { $0.target.contains("/r1/") }, runtime)
    }

    @Test(
        "an error is reported in the form that Lambda takes, once, and the next invocation is served")
    func report() async throws {
        let (posts, _) = try await serve { _ in throw Broken() }
        #expect(posts.map(\.target) == ["/2018-06-01/runtime/invocation/r1/error"])
        #expect(posts[0].header("Lambda-Runtime-Function-Error-Type") == "Function.SessionNotFound")
        #expect(posts[0].header("Content-Type") == "application/json")
        #expect(posts[0].header("Lambda-Runtime-Invocation-Id") == "i1")
        #expect(
            try JSON(parsing: posts[0].body) == [
                "errorType": "SessionNotFound", "errorMessage": "no\nsession", "requestId": "r1",
                "stackTrace": [],
            ])
    }

    @Test("an error is logged in one line at error level, with the request id and without the event")
    func log() async throws {
        let (_, runtime) = try await serve { _ in throw Broken() }
        let lines = runtime.log.lines(.error)
        #expect(lines.map(\.message) == ["invocation failed"])
        #expect(lines[0].metadata["error_type"] == "SessionNotFound")
        #expect(lines[0].metadata["error_message"] == "no\nsession")
        #expect(lines[0].metadata["function_request_id"] == "r1")
        #expect(!runtime.log.all.contains { "\($0)".contains("canary") })
    }

    @Test("a response of the largest size goes out")
    func largest() async throws {
        let (posts, _) = try await serve { _ in
            LambdaResponse(body: [UInt8](repeating: 32, count: LambdaResponse.maximumSize))
        }
        #expect(posts.map(\.target) == ["/2018-06-01/runtime/invocation/r1/response"])
        #expect(posts[0].body.count == 6_291_556)
    }

    @Test("a response one byte larger is never sent, but reported as an error, once")
    func tooLarge() async throws {
        let (posts, _) = try await serve { _ in
            LambdaResponse(body: [UInt8](repeating: 32, count: LambdaResponse.maximumSize + 1))
        }
        #expect(posts.map(\.target) == ["/2018-06-01/runtime/invocation/r1/error"])
        #expect(
            posts[0].header("Lambda-Runtime-Function-Error-Type") == "Function.ResponseSizeTooLarge")
        #expect(
            try JSON(parsing: posts[0].body)["errorMessage"]
                == "Response payload size (6291557 bytes) exceeded maximum allowed payload size (6291556 bytes)."
        )
    }

    @Test("a content type that would smuggle in a header is reported as an error")
    func contentType() async throws {
        let (posts, _) = try await serve { _ in LambdaResponse(body: [], contentType: "text/plain\r\nX-Injected: 1") }
        #expect(posts.map(\.target) == ["/2018-06-01/runtime/invocation/r1/error"])
        #expect(posts[0].header("Lambda-Runtime-Function-Error-Type") == "Function.InvalidContentType")
    }

    @Test("a response whose connection breaks behind it may have been taken: it is not posted again")
    func disconnected() async throws {
        let api = try ScriptedRuntimeAPI([.invocation("r1"), .invocation("r2")]) { request in
            request.target.contains("/r1/") ? .disconnect : .status(202)
        }
        let runtime = try RuntimeUnderTest(api) { event, _ in LambdaResponse(body: event) }
        #expect(
            try await api.posts(2).map(\.target) == [
                "/2018-06-01/runtime/invocation/r1/response", "/2018-06-01/runtime/invocation/r2/response",
            ])
        #expect(runtime.log.lines(.error).map(\.message) == ["the response was not delivered"])
        runtime.terminate()
        #expect(await runtime.end() == nil)
    }

    @Test(
        "a response that Lambda refuses is logged, not followed by a report, and the next invocation is served",
        arguments: [400, 403, 410, 413])
    func refused(status: Int) async throws {
        let (posts, runtime) = try await serve(accept: { _ in status }) { _ in LambdaResponse(body: [])
        }
        #expect(posts.map(\.target) == ["/2018-06-01/runtime/invocation/r1/response"])
        let lines = runtime.log.lines(.error)
        #expect(lines.map(\.message) == ["the response was not delivered"])
        #expect(lines[0].metadata["reason"] == "Runtime API, response: status \(status)")
        #expect(lines[0].metadata["function_request_id"] == "r1")
    }

    @Test("an error report that Lambda refuses is not repeated", arguments: [403, 413])
    func refusedReport(status: Int) async throws {
        let (posts, _) = try await serve(accept: { _ in status }) { _ in throw Broken() }
        #expect(posts.map(\.target) == ["/2018-06-01/runtime/invocation/r1/error"])
    }

    @Test("a response that the Runtime API fails to take is posted again, until it has it")
    func retried() async throws {
        let attempts = Recording<Int>()
        let (posts, runtime) = try await serve(accept: { _ in
            attempts.append(1)
            return attempts.values.count < 3 ? 500 : 202
        }) { _ in LambdaResponse(body: [1]) }
        #expect(posts.map(\.body) == [[1], [1], [1]])
        #expect(runtime.pauses.values == [.milliseconds(50), .milliseconds(100)])
        #expect(runtime.log.lines(.error).isEmpty)
    }

    @Test(
        "a response that the Runtime API never takes is given up, and the next invocation is served")
    func givenUp() async throws {
        let (posts, runtime) = try await serve(accept: { _ in 503 }) { _ in LambdaResponse(body: [1]) }
        #expect(posts.count == 4)
        #expect(posts.allSatisfy { $0.target.hasSuffix("/response") })
        #expect(runtime.log.lines(.error).map(\.message) == ["the response was not delivered"])
    }

    @Test("a handler is cancelled shortly before the deadline, and that is reported")
    func deadline() async throws {
        let (posts, runtime) = try await serve(remaining: .milliseconds(600_200), cancellationLead: .seconds(600)) {
            _ in
            try await Task.sleep(for: .seconds(60))
            return LambdaResponse(body: [])
        }
        #expect(posts.map(\.target) == ["/2018-06-01/runtime/invocation/r1/error"])
        #expect(posts[0].header("Lambda-Runtime-Function-Error-Type") == "Function.DeadlineExceeded")
        #expect(
            try JSON(parsing: posts[0].body)["errorMessage"]
                == "The handler was cancelled shortly before the invocation's deadline")
        #expect(runtime.log.lines(.error).map(\.message) == ["invocation failed"])
    }

    @Test("what a handler makes of its cancellation is in the report")
    func deadlineReason() async throws {
        let (posts, _) = try await serve(remaining: .milliseconds(600_200), cancellationLead: .seconds(600)) { _ in
            do { try await Task.sleep(for: .seconds(60)) } catch { throw Broken() }
            return LambdaResponse(body: [])
        }
        #expect(posts[0].header("Lambda-Runtime-Function-Error-Type") == "Function.DeadlineExceeded")
        #expect(
            try JSON(parsing: posts[0].body)["errorMessage"]
                == "The handler was cancelled shortly before the invocation's deadline: no\nsession")
    }

    @Test("what an abandoned handler returns in the end is dropped")
    func abandoned() async throws {
        let hasEnded = Recording<Bool>()
        let (posts, runtime) = try await serve(remaining: .milliseconds(300)) { _ in
            await Task.detached { do { try await Task.sleep(for: .milliseconds(600)) } catch {} }.value
            hasEnded.append(true)
            return LambdaResponse(body: [])
        }
        while hasEnded.values.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
        try await Task.sleep(for: .milliseconds(50))
        #expect(posts.map(\.target) == ["/2018-06-01/runtime/invocation/r1/error"])
        #expect(runtime.log.lines(.error).count == 1)
    }
}
