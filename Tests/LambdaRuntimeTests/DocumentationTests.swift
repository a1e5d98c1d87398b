import HTTPTransport
import LambdaRuntime
import Logging
import TestSupport
import Testing
import WireFormats

// Example: a handler
struct Echo: LambdaHandler {
    func handle(_ event: [UInt8], context: LambdaContext) async throws -> LambdaResponse {
        context.logger.info("echoing", metadata: ["bytes": "\(event.count)"])
        return LambdaResponse(body: event)
    }
}
// End

// Example: the executable
func serve(environment: [String: String]) throws {
    let loop = try CurlEventLoop()
    try loop.run {
        let runtime = LambdaRuntime(environment: environment, loop: loop)
        try await runtime.run { Echo() }
    }
}
// End

// Example: HTTP calls
struct Proxy: LambdaHandler {
    let http: HTTPClient
    let upstream: String

    func handle(_ event: [UInt8], context: LambdaContext) async throws -> LambdaResponse {
        let request = HTTPRequest(
            method: "POST", url: upstream, body: event, deadline: context.deadlineInstant - .milliseconds(200))
        let response = try await http.send(request)
        return LambdaResponse(body: response.body)
    }
}
// End

// Example: an error with a name
struct OrderNotFound: LambdaReportableError {
    let id: String
    var errorType: String { "OrderNotFound" }
    var errorMessage: String { "There is no order \(id)" }
}
// End

// Example: in a test's process
func answer(to event: String) async throws -> String {
    let context = LambdaContext(
        requestID: "8476a536-e9f4-11e8-9739-2dfe598c3fcd",
        invokedFunctionARN: "arn:aws:lambda:us-east-1:123456789012:function:echo",
        deadline: Timestamp(seconds: 1_795_000_003), deadlineInstant: .now + .seconds(3),
        logger: Logger(label: "test"))
    let response = try await Echo().handle(Array(event.utf8), context: context)
    return String(decoding: response.body, as: UTF8.self)
}
// End

@Suite("The documentation of LambdaRuntime")
struct DocumentationTests {
    @Test("has the examples that are compiled here")
    func examples() throws {
        let articles = ["GettingStarted", "HandlingErrors", "Testing"].map {
            "Sources/LambdaRuntime/LambdaRuntime.docc/\($0).md"
        }
        let documented = try DocumentationExamples.documented(in: articles)
        #expect(try documented.count == 5 && documented == DocumentationExamples.tested())
    }

    @Test("has a handler that answers, in a test's process")
    func handler() async throws {
        #expect(try await answer(to: #"{"a":1}"#) == #"{"a":1}"#)
    }

    @Test("has a main that ends with the reason when there is no Runtime API")
    func executable() {
        let error = #expect(throws: RuntimeError.self) { try serve(environment: [:]) }
        #expect(error?.code == .invalidEnvironment(variable: "AWS_LAMBDA_RUNTIME_API"))
    }

    @Test("has a proxy that hands an event on, and an error with a name")
    func proxy() async throws {
        let server = try ScriptedServer { connection in
            while let request = try connection.readRequest() {
                try connection.write(ScriptedResponse(text: "got \(String(decoding: request.body, as: UTF8.self))"))
            }
        }
        let loop = try CurlEventLoop()
        loop.start()
        defer { loop.shutDown() }
        let context = LambdaContext(
            requestID: "1", invokedFunctionARN: "arn", deadline: SystemClock.now() + .seconds(60),
            deadlineInstant: .now + .seconds(60), logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let response = try await Proxy(http: HTTPClient(loop: loop), upstream: server.url)
            .handle(Array("order".utf8), context: context)
        #expect(response == LambdaResponse(body: Array("got order".utf8)))
        let error: any LambdaReportableError = OrderNotFound(id: "7")
        #expect(error.errorType == "OrderNotFound" && error.errorMessage == "There is no order 7")
    }
}
