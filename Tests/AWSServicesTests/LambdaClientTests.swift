import AWSCore
import AWSServices
import Foundation
import HTTPTransport
import TestSupport
import Testing
import WireFormats

/// Against a scripted server that checks signatures; moto runs functions only in Docker.
@Suite(.timeLimit(.minutes(10)))
struct LambdaClientTests {
    private let loop: CurlEventLoop
    private let transport: HTTPClient

    init() throws {
        loop = try CurlEventLoop()
        transport = HTTPClient(loop: loop)
        loop.start()
    }

    private func client(_ url: String) throws -> LambdaClient {
        try LambdaClient(
            Cloud.context(
                environment: MotoServer.environment.merging(["AWS_ENDPOINT_URL_LAMBDA": url]) { $1 },
                transport: transport, loop: loop))
    }

    private static let verifier = SigV4Verifier { id in
        AWSCredentials(accessKeyID: id, secretAccessKey: MotoServer.environment["AWS_SECRET_ACCESS_KEY"] ?? "")
    }

    /// A server that answers signed requests with `response`, and others with 403.
    private func server(_ response: ScriptedResponse) throws -> ScriptedServer {
        try ScriptedServer { request in
            var headers = HTTPHeaders()
            for line in request.headerLines {
                let parts = line.split(separator: ":", maxSplits: 1)
                headers.add(String(parts[0]), parts[1].trimmingCharacters(in: .whitespaces))
            }
            let identity = try? Self.verifier.verify(
                method: request.method, target: request.target, headers: headers, body: request.body,
                now: SystemClock.now())
            return identity?.service == "lambda" ? response : ScriptedResponse(status: 403, text: "{}")
        }
    }

    @Test("an answer comes back with its version and request id")
    func requestResponse() async throws {
        let server = try server(
            ScriptedResponse(
                headers: ["X-Amz-Executed-Version": "$LATEST", "x-amzn-RequestId": "R"], text: #"{"ok":true}"#))
        let invocation = try await client(server.url).invoke(functionName: "f", payload: Array("[1]".utf8))
        #expect(invocation.status == 200)
        #expect(invocation.payload == Array(#"{"ok":true}"#.utf8))
        #expect(invocation.executedVersion == "$LATEST")
        #expect(invocation.requestID == "R")
        #expect(server.requests.first?.body == Array("[1]".utf8))
        #expect(server.requests.first?.header("X-Amz-Invocation-Type") == "RequestResponse")
    }

    @Test("an event is queued")
    func event() async throws {
        let server = try server(ScriptedResponse(status: 202, text: ""))
        let invocation = try await client(server.url).invoke(functionName: "f", payload: [], type: .event)
        #expect(invocation.status == 202)
        #expect(server.requests.first?.header("X-Amz-Invocation-Type") == "Event")
    }

    @Test("an ARN with a version travels encoded")
    func arn() async throws {
        let server = try server(ScriptedResponse(status: 204, text: ""))
        let name = "arn:aws:lambda:eu-west-1:123456789012:function:f:$LATEST"
        _ = try await client(server.url).invoke(functionName: name, payload: [], type: .dryRun)
        #expect(
            server.requests.map(\.target) == [
                "/2015-03-31/functions/arn%3Aaws%3Alambda%3Aeu-west-1%3A123456789012%3Afunction%3Af%3A%24LATEST/invocations"
            ])
    }

    @Test("a version or an alias travels as the query's Qualifier, and a wrong one not at all")
    func qualifier() async throws {
        let server = try server(ScriptedResponse(status: 202, text: ""))
        let client = try client(server.url)
        _ = try await client.invoke(functionName: "f", qualifier: "$LATEST", payload: [], type: .event)
        _ = try await client.invoke(functionName: "f", qualifier: "live", payload: [], type: .event)
        let path = "/2015-03-31/functions/f/invocations?Qualifier="
        #expect(server.requests.map(\.target) == [path + "%24LATEST", path + "live"])
        for wrong in ["", "a b", "a&b", String(repeating: "a", count: 129)] {
            let failure = await failure { () async throws(LambdaInvokeError) in
                _ = try await client.invoke(functionName: "f", qualifier: wrong, payload: [])
            }
            guard case .call(let error)? = failure else {
                Issue.record("\(wrong)")
                continue
            }
            #expect(error.code == .configuration)
        }
    }

    private func failure(_ body: () async throws(LambdaInvokeError) -> Void) async -> LambdaInvokeError? {
        do {
            try await body()
            return nil
        } catch {
            return error
        }
    }

    @Test("a function that failed is an error of its own, with the function's words")
    func functionError() async throws {
        let server = try server(
            ScriptedResponse(
                headers: ["X-Amz-Function-Error": "Unhandled"], text: #"{"errorType":"Oops","errorMessage":"no"}"#))
        let client = try client(server.url)
        let failure = await failure { () async throws(LambdaInvokeError) in
            _ = try await client.invoke(functionName: "f", payload: [])
        }
        guard case .function(let error)? = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
        #expect([error.kind, error.type, error.message] == ["Unhandled", "Oops", "no"])
    }

    @Test("a refusal has Lambda's name for it")
    func refusal() async throws {
        let server = try server(
            ScriptedResponse(
                status: 404, headers: ["x-amzn-ErrorType": "ResourceNotFoundException"],
                text: #"{"Type":"User","Message":"Function not found"}"#))
        let client = try client(server.url)
        let failure = await failure { () async throws(LambdaInvokeError) in
            _ = try await client.invoke(functionName: "f", payload: [])
        }
        guard case .call(let error)? = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
        #expect(error.code == .service("ResourceNotFoundException"))
        #expect(error.message == "Function not found")
    }

    @Test("an event whose answer is lost is not sent again", arguments: [false, true])
    func lostAnswer(_ isIdempotent: Bool) async throws {
        let server = try ScriptedServer { connection in
            _ = try connection.readRequest()
            connection.reset()
        }
        let client = try client(server.url)
        let failure = await failure { () async throws(LambdaInvokeError) in
            _ = try await client.invoke(
                functionName: "f", payload: [], type: .event, isIdempotent: isIdempotent)
        }
        guard case .call(let error)? = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
        #expect(error.mayHaveTakenEffect)
        #expect(server.requests.count == (isIdempotent ? 3 : 1))
    }

    @Test("names that would change the path are refused", arguments: ["", "a/b", "f?x", "f g", "ä"])
    func names(_ name: String) async throws {
        let client = try client("http://127.0.0.1:1")
        let failure = await failure { () async throws(LambdaInvokeError) in
            _ = try await client.invoke(functionName: name, payload: [])
        }
        guard case .call(let error)? = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
        #expect(error.code == .configuration)
    }
}
