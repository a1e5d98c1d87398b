import TestSupport
import Testing
import WireFormats

@testable import LocalCloud

/// The states of the Runtime API, asked as a runtime would; the process itself only sleeps.
@Suite("The Runtime API")
struct RuntimeAPITests {
    private func withAPI(_ body: (LocalFunction, RuntimeAPI) async throws -> Void) async throws {
        let configuration = FunctionConfiguration(executable: "/bin/sleep", arguments: ["60"])
        try await CloudUnderTest.with(configuration) { function in
            while await function.environment == nil { try await Task.sleep(for: .milliseconds(2)) }
            try await body(function, RuntimeAPI(function: function, environment: 1))
        }
    }

    private func request(
        _ method: String, _ path: String, _ body: String = "", headers: HTTPHeaders = [:]
    ) -> ServerRequest {
        ServerRequest(method: method, path: path, query: "", headers: headers, body: Array(body.utf8))
    }

    private func type(_ response: ServerResponse) -> String? {
        (try? JSON(parsing: response.body))?["errorType"]?.string
    }

    private let next = ServerRequest(
        method: "GET", path: "/2018-06-01/runtime/invocation/next", query: "", headers: [:], body: [])

    @Test("takes an answer once: 202, then 403")
    func secondAnswer() async throws {
        try await withAPI { function, api in
            async let result = function.invoke(Invocation(requestID: "r-1", payload: Array("{}".utf8)))
            #expect(await api.respond(to: next).headers["Lambda-Runtime-Aws-Request-Id"] == "r-1")
            let path = "/2018-06-01/runtime/invocation/r-1/response"
            #expect(await api.respond(to: request("POST", path, "1")).status == 202)
            let second = await api.respond(to: request("POST", path, "2"))
            #expect(second.status == 403)
            #expect(type(second) == "InvalidStateTransition")
            #expect(await result.payload == Array("1".utf8))
        }
    }

    @Test("knows no other request: 400")
    func unknownRequest() async throws {
        try await withAPI { _, api in
            let response = await api.respond(to: request("POST", "/2018-06-01/runtime/invocation/x/response", "1"))
            #expect(response.status == 400)
            #expect(type(response) == "InvalidRequestID")
        }
    }

    @Test("refuses /next while an invocation has no answer: 403")
    func nextTooEarly() async throws {
        try await withAPI { function, api in
            async let result = function.invoke(Invocation(requestID: "r-1", payload: Array("{}".utf8)))
            _ = await api.respond(to: next)
            #expect(await api.respond(to: next).status == 403)
            _ = await api.respond(to: request("POST", "/2018-06-01/runtime/invocation/r-1/response", "1"))
            _ = await result
        }
    }

    @Test(
        "answers a response that is too large with 413, has failed the invocation, and takes no error report after it")
    func tooLarge() async throws {
        try await withAPI { function, api in
            async let result = function.invoke(Invocation(requestID: "r-1", payload: Array("{}".utf8)))
            _ = await api.respond(to: next)
            var large = request("POST", "/2018-06-01/runtime/invocation/r-1/response")
            large.body = nil
            let response = await api.respond(to: large)
            #expect(response.status == 413)
            #expect(type(response) == "RequestEntityTooLarge")
            let report = request("POST", "/2018-06-01/runtime/invocation/r-1/error", "{}")
            #expect(await api.respond(to: report).status == 403)
            #expect(await result.json?["errorType"] == "Function.ResponseSizeTooLarge")
        }
    }

    @Test("takes /init/error only before the first /next")
    func initializationErrorTooLate() async throws {
        try await withAPI { function, api in
            async let result = function.invoke(Invocation(requestID: "r-1", payload: Array("{}".utf8)))
            _ = await api.respond(to: next)
            let response = await api.respond(to: request("POST", "/2018-06-01/runtime/init/error", "{}"))
            #expect(response.status == 403)
            _ = await api.respond(to: request("POST", "/2018-06-01/runtime/invocation/r-1/response", "1"))
            _ = await result
        }
    }

    @Test("refuses /next after /init/error: 403")
    func nextAfterInitializationError() async throws {
        try await withAPI { _, api in
            let path = "/2018-06-01/runtime/init/error"
            #expect(await api.respond(to: request("POST", path, "{}")).status == 202)
            #expect(await api.respond(to: next).status == 403)
        }
    }

    @Test("registers an internal extension, which gets no SHUTDOWN event")
    func extensions() async throws {
        try await withAPI { _, api in
            let path = "/2020-01-01/extension/register"
            let headers: HTTPHeaders = ["Lambda-Extension-Name": "internal"]
            let registered = await api.respond(to: request("POST", path, #"{"events":[]}"#, headers: headers))
            #expect(registered.status == 200)
            #expect(registered.headers["Lambda-Extension-Identifier"] != nil)
            let refused = await api.respond(to: request("POST", path, #"{"events":["SHUTDOWN"]}"#, headers: headers))
            #expect(type(refused) == "ShutdownEventNotSupportedForInternalExtension")
            let unknown = request(
                "GET", "/2020-01-01/extension/event/next", headers: ["Lambda-Extension-Identifier": "x"])
            #expect(type(await api.respond(to: unknown)) == "Extension.UnknownExtensionIdentifier")
        }
    }

    @Test("lets only one poll wait for each invocation that may be in hand")
    func secondPoll() async throws {
        try await withAPI { function, api in
            let next = next
            async let older = api.respond(to: next)
            while await function.environment?.pollers.isEmpty != false { try await Task.sleep(for: .milliseconds(2)) }
            async let newer = api.respond(to: next)
            #expect(await older.status == 403)
            async let result = function.invoke(Invocation(requestID: "r-1", payload: Array("{}".utf8)))
            #expect(await newer.headers["Lambda-Runtime-Aws-Request-Id"] == "r-1")
            _ = await api.respond(to: request("POST", "/2018-06-01/runtime/invocation/r-1/response", "1"))
            _ = await result
        }
    }

    @Test("has no other paths: 404")
    func otherPath() async throws {
        try await withAPI { _, api in #expect(await api.respond(to: request("GET", "/")).status == 404) }
    }
}
