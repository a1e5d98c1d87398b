import HTTPTransport
import Logging
import TestSupport
import Testing
import WireFormats

@testable import LambdaRuntime

@Suite("Invocation loop: invocations that go well")
struct InvocationLoopTests {
    @Test("an invocation is answered under its own id, as JSON")
    func answer() async throws {
        let api = try ScriptedRuntimeAPI([
            .invocation("r1", event: #"{"n":1}"#, headers: ["Lambda-Runtime-Invocation-Id": "i1"])
        ])
        let runtime = try RuntimeUnderTest(api) { event, _ in LambdaResponse(body: event) }
        let post = try await api.posts(1)[0]
        #expect(post.target == "/2018-06-01/runtime/invocation/r1/response")
        #expect(String(decoding: post.body, as: UTF8.self) == #"{"n":1}"#)
        #expect(post.header("Content-Type") == "application/json")
        #expect(post.header("Lambda-Runtime-Invocation-Id") == "i1")
        #expect(post.header("Expect") == nil)
        runtime.terminate()
        #expect(await runtime.end() == nil)
    }

    @Test("an invocation without an invocation id is answered without one")
    func noInvocationID() async throws {
        let api = try ScriptedRuntimeAPI([.invocation("r1")])
        let runtime = try RuntimeUnderTest(api) { event, _ in LambdaResponse(body: event) }
        #expect(try await api.posts(1)[0].header("Lambda-Runtime-Invocation-Id") == nil)
        runtime.terminate()
        #expect(await runtime.end() == nil)
    }

    @Test("a handler can choose the content type")
    func contentType() async throws {
        let api = try ScriptedRuntimeAPI([.invocation("r1")])
        let runtime = try RuntimeUnderTest(api) { _, _ in
            LambdaResponse(body: [0], contentType: "image/png")
        }
        #expect(try await api.posts(1)[0].header("Content-Type") == "image/png")
        runtime.terminate()
        #expect(await runtime.end() == nil)
    }

    @Test("a request id that does not fit a URL is encoded")
    func oddRequestID() async throws {
        let api = try ScriptedRuntimeAPI([.invocation("a/b?c d")])
        let runtime = try RuntimeUnderTest(api) { event, _ in LambdaResponse(body: event) }
        #expect(
            try await api.posts(1)[0].target == "/2018-06-01/runtime/invocation/a%2Fb%3Fc%20d/response")
        runtime.terminate()
        #expect(await runtime.end() == nil)
    }

    @Test("invocations come one after the other on one connection")
    func oneConnection() async throws {
        let api = try ScriptedRuntimeAPI((0..<50).map { .invocation("r\($0)") }, hasExtensions: false)
        let runtime = try RuntimeUnderTest(api) { event, _ in LambdaResponse(body: event) }
        let posts = try await api.posts(50)
        #expect(
            posts.map(\.target) == (0..<50).map { "/2018-06-01/runtime/invocation/r\($0)/response" })
        #expect(Set(posts.map(\.connection)).count == 1)
        runtime.terminate()
        #expect(await runtime.end() == nil)
    }

    @Test("the handler is told all that Lambda says about the invocation")
    func context() async throws {
        let api = try ScriptedRuntimeAPI([
            .invocation(
                "r1", remaining: .seconds(900),
                headers: [
                    "Lambda-Runtime-Trace-Id": "Root=1-a", "Lambda-Runtime-Aws-Tenant-Id": "t1",
                    "Lambda-Runtime-Invocation-Id": "i1",
                    "Lambda-Runtime-Client-Context": #"{"custom":{"k":1}}"#,
                    "Lambda-Runtime-Cognito-Identity":
                        #"{"cognitoIdentityId":"id","cognitoIdentityPoolId":"pool"}"#,
                ]),
            .invocation("r2"),
        ])
        let variables = [
            "AWS_LAMBDA_FUNCTION_NAME": "f", "AWS_LAMBDA_FUNCTION_VERSION": "7",
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "256", "AWS_LAMBDA_LOG_GROUP_NAME": "/g",
            "AWS_LAMBDA_LOG_STREAM_NAME": "s",
        ]
        let contexts = Recording<LambdaContext>()
        let runtime = try RuntimeUnderTest(api, variables) { event, context in
            contexts.append(context)
            return LambdaResponse(body: event)
        }
        _ = try await api.posts(2)
        let context = contexts.values[0]
        #expect(context.requestID == "r1")
        #expect(context.invokedFunctionARN == "arn:aws:lambda:us-east-1:123456789012:function:f")
        #expect(context.traceID == "Root=1-a")
        #expect(context.tenantID == "t1")
        #expect(context.invocationID == "i1")
        #expect(context.clientContext == ["custom": ["k": 1]])
        #expect(context.cognitoIdentity == CognitoIdentity(identityID: "id", identityPoolID: "pool"))
        #expect(context.function == LambdaFunction(variables))
        #expect(context.remainingTime > .seconds(600) && context.remainingTime <= .seconds(900))
        #expect(contexts.values.map(\.isColdStart) == [true, false])
        runtime.terminate()
        #expect(await runtime.end() == nil)
    }

    @Test("clients deep below the handler find its deadline and its trace")
    func scope() async throws {
        let api = try ScriptedRuntimeAPI([
            .invocation("r1", headers: ["Lambda-Runtime-Trace-Id": "Root=1-a"]), .invocation("r2"),
        ])
        let traces = Recording<String?>()
        let isDeadline = Recording<Bool>()
        let runtime = try RuntimeUnderTest(api) { event, context in
            traces.append(InvocationScope.traceID)
            isDeadline.append(InvocationScope.deadline == context.deadlineInstant)
            return LambdaResponse(body: event)
        }
        _ = try await api.posts(2)
        #expect(traces.values == ["Root=1-a", nil])
        #expect(isDeadline.values == [true, true])
        runtime.terminate()
        #expect(await runtime.end() == nil)
    }

    @Test("the trace variable is set for each invocation, and removed where there is no trace")
    func traceVariable() async throws {
        let api = try ScriptedRuntimeAPI([
            .invocation("r1", headers: ["Lambda-Runtime-Trace-Id": "Root=1-a"]), .invocation("r2"),
        ])
        let runtime = try RuntimeUnderTest(api) { event, _ in LambdaResponse(body: event) }
        _ = try await api.posts(2)
        #expect(runtime.exportedTraces.values == ["Root=1-a", nil])
        runtime.terminate()
        #expect(await runtime.end() == nil)
    }

    @Test("lines that the handler logs carry the invocation's keys")
    func logging() async throws {
        let api = try ScriptedRuntimeAPI([
            .invocation(
                "r1",
                headers: ["Lambda-Runtime-Trace-Id": "Root=1-a", "Lambda-Runtime-Aws-Tenant-Id": "t1"])
        ])
        let variables = ["AWS_LAMBDA_FUNCTION_NAME": "f", "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "256"]
        let runtime = try RuntimeUnderTest(api, variables) { event, context in
            context.logger.info("hello")
            return LambdaResponse(body: event)
        }
        _ = try await api.posts(1)
        let line = try #require(runtime.log.all.first { $0.message == "hello" })
        #expect(
            line.metadata.mapValues(\.description) == [
                "cold_start": "true", "function_name": "f", "function_memory_size": "256",
                "function_arn": "arn:aws:lambda:us-east-1:123456789012:function:f",
                "function_request_id": "r1",
                "xray_trace_id": "Root=1-a", "tenant_id": "t1",
            ])
        runtime.terminate()
        #expect(await runtime.end() == nil)
    }

    @Test("an answer of /next without a content type is as good as any")
    func noContentType() async throws {
        let api = try ScriptedRuntimeAPI([.invocation("r1", headers: ["Content-Type": ""])])
        let runtime = try RuntimeUnderTest(api) { event, _ in LambdaResponse(body: event) }
        #expect(try await api.posts(1)[0].target.hasSuffix("/r1/response"))
        runtime.terminate()
        #expect(await runtime.end() == nil)
    }

    @Test("as many invocations run at once as Lambda allows")
    func concurrency() async throws {
        let api = try ScriptedRuntimeAPI((0..<8).map { .invocation("r\($0)") })
        let started = Recording<String>()
        // Nobody answers before all eight have started.
        let runtime = try RuntimeUnderTest(api, ["AWS_LAMBDA_MAX_CONCURRENCY": "8"]) { event, context in
            started.append(context.requestID)
            while started.values.count < 8 { await Task.yield() }
            return LambdaResponse(body: Array(context.requestID.utf8))
        }
        let posts = try await api.posts(8)
        // Each answer went to its own invocation.
        for post in posts {
            #expect(post.target.hasSuffix("/\(String(decoding: post.body, as: UTF8.self))/response"))
        }
        // One variable cannot hold eight traces.
        #expect(runtime.exportedTraces.values.isEmpty)
        runtime.terminate()
        #expect(await runtime.end() == nil)
    }
}
