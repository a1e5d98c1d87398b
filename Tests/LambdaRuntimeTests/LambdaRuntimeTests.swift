import Foundation
import HTTPTransport
import Logging
import TestSupport
import Testing
import WireFormats

@testable import LambdaRuntime

@Suite("Lambda runtime: start and end")
struct LambdaRuntimeTests {
    private struct NotConfigured: LambdaReportableError {
        var errorType: String { "Runtime.InvalidConfiguration" }
        var errorMessage: String { "SESSION_TABLE is not set" }
    }

    private struct Plain: Error {}

    @Test("a handler that cannot be made is reported as an init error, and nothing is polled")
    func initError() async throws {
        let api = try ScriptedRuntimeAPI()
        let runtime = try RuntimeUnderTest(api.address) { throw NotConfigured() }
        let error = try #require(await runtime.end())
        #expect(error.code == .initialization)
        #expect(error.underlying is NotConfigured)
        #expect(error.message == "no handler: Runtime.InvalidConfiguration: SESSION_TABLE is not set")
        let post = try #require(api.posts.first)
        #expect(api.posts.count == 1)
        #expect(post.target == "/2018-06-01/runtime/init/error")
        #expect(post.header("Lambda-Runtime-Function-Error-Type") == "Runtime.InvalidConfiguration")
        #expect(
            try JSON(parsing: post.body) == [
                "errorType": "Runtime.InvalidConfiguration", "errorMessage": "SESSION_TABLE is not set",
                "stackTrace": [],
            ])
        #expect(api.nextCount == 0)
        #expect(runtime.log.lines(.critical).count == 1)
    }

    @Test("an init error without a name of its own is Runtime.InitError")
    func plainInitError() async throws {
        let api = try ScriptedRuntimeAPI()
        let runtime = try RuntimeUnderTest(api.address) { throw Plain() }
        #expect(await runtime.end()?.code == .initialization)
        #expect(api.posts.first?.header("Lambda-Runtime-Function-Error-Type") == "Runtime.InitError")
    }

    @Test("a wrong concurrency is reported as an init error that names the variable")
    func wrongConcurrency() async throws {
        let api = try ScriptedRuntimeAPI()
        let runtime = try RuntimeUnderTest(api, ["AWS_LAMBDA_MAX_CONCURRENCY": "lots"]) { event, _ in
            LambdaResponse(body: event)
        }
        let error = try #require(await runtime.end())
        #expect(error.code == .invalidEnvironment(variable: "AWS_LAMBDA_MAX_CONCURRENCY"))
        let post = try #require(api.posts.first)
        #expect(post.header("Lambda-Runtime-Function-Error-Type") == "Runtime.InvalidEnvironment")
        #expect(try JSON(parsing: post.body)["errorMessage"]?.string == error.message)
    }

    @Test("without a Runtime API to talk to, the error names the variable")
    func noAddress() async throws {
        let runtime = try RuntimeUnderTest("") {
            ClosureHandler { event, _ in LambdaResponse(body: event) }
        }
        let error = try #require(await runtime.end())
        #expect(error.code == .invalidEnvironment(variable: "AWS_LAMBDA_RUNTIME_API"))
    }

    @Test(
        "an internal extension without events is registered before the first poll, and its own poll hangs"
    )
    func internalExtension() async throws {
        let api = try ScriptedRuntimeAPI([.invocation("r1")])
        let runtime = try RuntimeUnderTest(api) { event, _ in LambdaResponse(body: event) }
        _ = try await api.posts(1)
        try await api.wait { api.requests.contains { $0.target == "/2020-01-01/extension/event/next" } }
        let requests = api.requests
        #expect(requests[0].method == "POST")
        #expect(requests[0].target == "/2020-01-01/extension/register")
        #expect(requests[0].header("Lambda-Extension-Name") == "LambdaRuntime")
        #expect(String(decoding: requests[0].body, as: UTF8.self) == #"{"events":[]}"#)
        let poll = try #require(requests.first { $0.target == "/2020-01-01/extension/event/next" })
        #expect(poll.header("Lambda-Extension-Identifier") == "extension-1")
        runtime.terminate()
        #expect(await runtime.end() == nil)
    }

    @Test(
        "where there is no Extensions API the runtime works without, and says so only when debugging")
    func noExtensions() async throws {
        let api = try ScriptedRuntimeAPI([.invocation("r1")], hasExtensions: false)
        let runtime = try RuntimeUnderTest(api) { event, _ in LambdaResponse(body: event) }
        _ = try await api.posts(1)
        #expect(runtime.log.all.map(\.level) == [.debug])
        runtime.terminate()
        #expect(await runtime.end() == nil)
    }

    @Test("told to stop while it waits, the runtime returns")
    func stopIdle() async throws {
        let api = try ScriptedRuntimeAPI()
        let runtime = try RuntimeUnderTest(api, ["AWS_LAMBDA_MAX_CONCURRENCY": "3"]) { event, _ in
            LambdaResponse(body: event)
        }
        try await api.wait { api.nextCount == 3 }
        runtime.terminate()
        #expect(await runtime.end() == nil)
    }

    @Test(
        "told to stop while the handler runs, the runtime finishes that invocation, polls no more, and returns"
    )
    func stopBusy() async throws {
        let api = try ScriptedRuntimeAPI([.invocation("r1"), .invocation("r2")])
        let (hasStarted, mayEnd) = (Recording<Bool>(), Recording<Bool>())
        let runtime = try RuntimeUnderTest(api) { event, _ in
            hasStarted.append(true)
            while mayEnd.values.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
            return LambdaResponse(body: event)
        }
        try await api.wait { !hasStarted.values.isEmpty }
        runtime.terminate()
        try await api.wait { runtime.hasHeardStop }
        mayEnd.append(true)
        #expect(await runtime.end() == nil)
        #expect(api.posts.map(\.target) == ["/2018-06-01/runtime/invocation/r1/response"])
        #expect(api.nextCount == 1)
    }

    @Test("told to stop while an answer is on its way, the runtime delivers it")
    func stopPosting() async throws {
        let isStopped = Recording<Bool>()
        let api = try ScriptedRuntimeAPI([.invocation("r1")]) { _ in
            while isStopped.values.isEmpty { Thread.sleep(forTimeInterval: 0.002) }
            return .status(202)
        }
        let runtime = try RuntimeUnderTest(api) { event, _ in LambdaResponse(body: event) }
        _ = try await api.posts(1)
        runtime.terminate()
        try await api.wait { runtime.hasHeardStop }
        isStopped.append(true)
        #expect(await runtime.end() == nil)
        #expect(runtime.log.lines(.error).isEmpty)
    }
}
