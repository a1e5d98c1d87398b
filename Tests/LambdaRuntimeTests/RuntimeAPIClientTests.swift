import HTTPTransport
import Testing
import WireFormats

@testable import LambdaRuntime

struct RuntimeAPIClientTests {
    /// Keeps the requests, and answers each with the same response.
    private struct Recorder: HTTPSending {
        let requests = Recording<HTTPRequest>()
        var response = HTTPResponse(status: 200)

        func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
            requests.append(request)
            return response
        }
    }

    @Test("the poll has no time limit but that of connecting, and no proxy comes between")
    func poll() async throws {
        let recorder = Recorder()
        _ = try await RuntimeAPIClient(address: "127.0.0.1:9001", http: recorder).next()
        let request = try #require(recorder.requests.values.first)
        #expect(request.method == "GET")
        #expect(request.url == "http://127.0.0.1:9001/2018-06-01/runtime/invocation/next")
        #expect(request.deadline == nil)
        #expect(request.idleTimeout == nil)
        #expect(request.connectTimeout == .seconds(1))
        #expect(request.bypassesProxy)
    }

    @Test("an answer is posted by the same rules")
    func post() async throws {
        let recorder = Recorder(response: HTTPResponse(status: 202))
        let client = RuntimeAPIClient(address: "127.0.0.1:9001", http: recorder)
        try await client.post(LambdaResponse(body: [1]), to: Invocation.Address(requestID: "r1"))
        let request = try #require(recorder.requests.values.first)
        #expect(request.body == [1])
        #expect(request.deadline == nil)
        #expect(request.idleTimeout == nil)
        #expect(request.connectTimeout == .seconds(1))
        #expect(request.bypassesProxy)
    }

    @Test("an error report echoes the invocation id")
    func errorReport() async throws {
        let recorder = Recorder(response: HTTPResponse(status: 202))
        let client = RuntimeAPIClient(address: "127.0.0.1:9001", http: recorder)
        let address = Invocation.Address(requestID: "r1", invocationID: "i1")
        try await client.post(ErrorReport(errorType: "E", errorMessage: "m"), to: address)
        #expect(recorder.requests.values.first?.headers["Lambda-Runtime-Invocation-Id"] == "i1")
    }

    @Test("registering an extension without getting an identifier is an error")
    func noIdentifier() async throws {
        let client = RuntimeAPIClient(address: "127.0.0.1:9001", http: Recorder())
        let error = await #expect(throws: RuntimeAPIError.self) { try await client.registerExtension(name: "n") }
        #expect(error?.code == .invalidResponse)
    }

    @Test("another status than the endpoint's own is an error that quotes the API's reason")
    func status() async throws {
        let body = #"{"errorType":"InvalidStateTransition","errorMessage":"not now"}"#
        let client = RuntimeAPIClient(
            address: "127.0.0.1:9001", http: Recorder(response: HTTPResponse(status: 403, body: Array(body.utf8))))
        let error = await #expect(throws: RuntimeAPIError.self) { try await client.next() }
        #expect(error?.code == .status(403))
        #expect(error?.message == "Runtime API, next: status 403 (InvalidStateTransition: not now)")
    }
}
