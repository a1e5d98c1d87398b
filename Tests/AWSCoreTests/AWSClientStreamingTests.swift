import HTTPTransport
import Synchronization
import TestSupport
import Testing
import WireFormats

@testable import AWSCore

/// Streamed answers over real connections.
@Suite(.timeLimit(.minutes(10)))
struct AWSClientStreamingTests {
    private let loop: CurlEventLoop
    private let transport: HTTPClient

    init() throws {
        loop = try CurlEventLoop()
        transport = HTTPClient(loop: loop)
        loop.start()
    }

    private func client(_ url: String, _ service: AWSService = .lambda) throws -> AWSClient {
        try TestClient(service: service, transport: transport, endpoint: url).client
    }

    /// The error with which a call fails; `nil` when it does not.
    private func failure(_ body: () async throws -> Void) async -> AWSError? {
        await #expect(throws: AWSError.self) { try await body() }
    }

    @Test("the head comes before the body, and the body as it arrives")
    func pieces() async throws {
        let released = Atomic(false)
        let server = try ScriptedServer { connection in
            _ = try connection.readRequest()
            try connection.write("HTTP/1.1 200 OK\r\nx-amzn-RequestId: R\r\nContent-Length: 4\r\n\r\n")
            while !released.load(ordering: .relaxed) { connection.pause(seconds: 0.001) }
            try connection.write("ab")
            connection.pause(seconds: 0.02)
            try connection.write("cd")
        }
        let response = try await client(server.url).stream(AWSRequest())
        #expect(response.status == 200)
        #expect(response.requestID == "R")
        released.store(true, ordering: .relaxed)
        var body: [UInt8] = []
        for try await piece in response.body { body += piece }
        #expect(body == Array("abcd".utf8))
    }

    @Test("the request is signed, and the signature is right")
    func signed() async throws {
        let verifier = SigV4Verifier { $0 == "AKID" ? TestClient.credentials : nil }
        let server = try ScriptedServer { request in
            var headers = HTTPHeaders()
            for line in request.headerLines {
                let parts = line.split(separator: ":", maxSplits: 1)
                headers.add(String(parts[0]), parts[1].trimmingPrefix(" ").description)
            }
            let identity = try? verifier.verify(
                method: request.method, target: request.target, headers: headers, body: request.body,
                now: TestClient.time)
            return ScriptedResponse(status: identity?.service == "lambda" ? 200 : 403)
        }
        let response = try await client(server.url).stream(AWSRequest(path: "/a%20b", query: "c=d", body: [1, 2, 3]))
        #expect(response.status == 200)
    }

    @Test("an error's body is read and named, as without streaming")
    func serviceError() async throws {
        let server = try ScriptedServer { _ in
            ScriptedResponse(
                status: 404, headers: ["x-amzn-ErrorType": "ResourceNotFoundException:http://x/"],
                text: #"{"message":"none"}"#)
        }
        let client = try client(server.url)
        let error = await failure { _ = try await client.stream(AWSRequest()) }
        #expect(error?.code == .service("ResourceNotFoundException"))
        #expect(error?.message == "none")
        #expect(error?.status == 404)
    }

    @Test("failures before the head are tried again as often as the service allows", arguments: [1, 3])
    func attempts(_ maximum: Int) async throws {
        let server = try ScriptedServer { _ in ScriptedResponse(status: 503, text: "{}") }
        var service = AWSService.lambda
        service.maximumAttempts = maximum
        let client = try client(server.url, service)
        let error = await failure { _ = try await client.stream(AWSRequest()) }
        #expect(error?.attempts == maximum)
        #expect(server.requests.count == maximum)
    }

    @Test("a second attempt may succeed")
    func secondAttempt() async throws {
        let server = try ScriptedServer { connection in
            if connection.number == 0 { return connection.reset() }
            while try connection.readRequest() != nil { try connection.write(ScriptedResponse(text: "ok")) }
        }
        var body: [UInt8] = []
        for try await piece in try await client(server.url).stream(AWSRequest()).body { body += piece }
        #expect(body == Array("ok".utf8))
    }

    @Test("a signature that came too late is made anew, also where a service is asked once only")
    func lateSignature() async throws {
        let server = try ScriptedServer { connection in
            while try connection.readRequest() != nil {
                let isFirst = connection.number == 0
                try connection.write(
                    isFirst
                        ? ScriptedResponse(
                            status: 403,
                            headers: ["x-amzn-ErrorType": "InvalidSignatureException", "Connection": "close"],
                            text:
                                #"{"message":"Signature expired: 20260101T000000Z is now earlier than 20260101T000500Z"}"#
                        )
                        : ScriptedResponse(text: "ok"))
                if isFirst { return }
            }
        }
        var body: [UInt8] = []
        let response = try await client(server.url, .bedrockAgentRuntime).stream(AWSRequest())
        for try await piece in response.body { body += piece }
        #expect(body == Array("ok".utf8))
        #expect(server.requests.count == 2)
    }

    @Test("an error whose body breaks off is what status and headers say")
    func brokenErrorBody() async throws {
        let server = try ScriptedServer { connection in
            _ = try connection.readRequest()
            try connection.write(
                "HTTP/1.1 429 No\r\nx-amzn-ErrorType: ThrottlingException\r\nContent-Length: 100\r\n\r\n{\"mess")
        }
        var service = AWSService.lambda
        service.maximumAttempts = 1
        let client = try client(server.url, service)
        let error = await failure { _ = try await client.stream(AWSRequest()) }
        #expect(error?.code == .service("ThrottlingException"))
        #expect(error?.isThrottling == true)
    }

    @Test("an error without end is read no further than its bound")
    func endlessError() async throws {
        let server = try ScriptedServer { connection in
            _ = try connection.readRequest()
            try connection.write("HTTP/1.1 400 No\r\nTransfer-Encoding: chunked\r\n\r\n")
            while true { try connection.write("10\r\n0123456789abcdef\r\n") }
        }
        let client = try client(server.url)
        let error = await failure { _ = try await client.stream(AWSRequest()) }
        #expect(error?.code == .service("BadRequest"))
    }

    @Test("a body that breaks off throws a lost connection after what came")
    func brokenBody() async throws {
        let server = try ScriptedServer { connection in
            _ = try connection.readRequest()
            try connection.write("HTTP/1.1 200 OK\r\nx-amzn-RequestId: R\r\nContent-Length: 100\r\n\r\nabc")
        }
        var pieces = try await client(server.url).stream(AWSRequest()).body.makeAsyncIterator()
        #expect(try await pieces.next() == Array("abc".utf8))
        let error = await failure { _ = try await pieces.next() }
        #expect(error?.code == .transport(.connectionLost))
        #expect(error?.isRetryable == true)
        #expect(error?.mayHaveTakenEffect == true)
        #expect(error?.requestID == "R")
        #expect(error?.status == 200)
        #expect(error?.attempts == 1)
        #expect(try await pieces.next() == nil)
    }

    @Test("the invocation's deadline ends the body as well")
    func deadline() async throws {
        let server = try ScriptedServer { connection in
            _ = try connection.readRequest()
            try connection.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc")
            _ = connection.waitForEnd()
        }
        var service = AWSService.lambda
        service.idleTimeout = nil
        let client = try client(server.url, service)
        let error = await failure {
            try await InvocationScope.$deadline.withValue(.now + .milliseconds(500)) {
                for try await _ in try await client.stream(AWSRequest()).body {}
            }
        }
        #expect(error?.code == .transport(.timeout))
    }

    @Test("a transport that cannot stream is a configuration error")
    func wholeOnly() async throws {
        let client = try TestClient(transport: ScriptedTransport([.status(200)])).client
        let error = await failure { _ = try await client.stream(AWSRequest()) }
        #expect(error?.code == .configuration)
    }
}
