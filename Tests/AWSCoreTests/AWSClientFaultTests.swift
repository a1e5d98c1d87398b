import Foundation
import HTTPTransport
import Synchronization
import TestSupport
import Testing
import WireFormats

@testable import AWSCore

/// The client over real connections to a server that misbehaves. Every request that arrives is checked for its signature.
@Suite(.timeLimit(.minutes(10)))
struct AWSClientFaultTests {
    private let loop: CurlEventLoop
    private let transport: HTTPClient

    init() throws {
        loop = try CurlEventLoop()
        transport = HTTPClient(loop: loop)
        loop.start()
    }

    private func answer(of url: String) async throws -> [UInt8] {
        try await TestClient(transport: transport, endpoint: url).client.send(Self.request).body
    }

    private func failure(of url: String, _ request: AWSRequest = request) async throws -> AWSError? {
        await (try TestClient(transport: transport, endpoint: url)).failure(of: request)
    }

    private static let request = AWSRequest(headers: ["x-amz-target": "T.Op"], body: Array(#"{"a":1}"#.utf8))
    private static let verifier = SigV4Verifier { $0 == "AKID" ? TestClient.credentials : nil }

    /// Throws when the signature is wrong, which closes the connection.
    private static func verify(_ request: ScriptedRequest) throws {
        var headers = HTTPHeaders()
        for line in request.headerLines {
            let parts = line.split(separator: ":", maxSplits: 1)
            headers.add(String(parts[0]), parts[1].trimmingCharacters(in: .whitespaces))
        }
        _ = try verifier.verify(
            method: request.method, target: request.target, headers: headers, body: request.body, now: TestClient.time)
    }

    /// A server that does `fault` on its first connections, each of which it then closes, and answers properly on later ones.
    private static func server(
        faults: Int = 1, _ fault: @escaping @Sendable (ScriptedConnection) throws -> Void
    ) throws -> ScriptedServer {
        try ScriptedServer { connection in
            if connection.number < faults {
                try fault(connection)
                return
            }
            while let request = try connection.readRequest() {
                try verify(request)
                try connection.write(ScriptedResponse(headers: ["x-amz-crc32": "2745614147"], text: "{}"))
            }
        }
    }

    private static let success = Array("{}".utf8)

    @Test("a connection that is reset after the request is made anew")
    func resetAfterRequest() async throws {
        let server = try Self.server {
            _ = try $0.readRequest()
            $0.reset()
        }
        #expect(try await answer(of: server.url) == Self.success)
    }

    @Test("a connection that is reset before the request is read is made anew")
    func resetBeforeRequest() async throws {
        let server = try Self.server { $0.reset() }
        #expect(try await answer(of: server.url) == Self.success)
    }

    @Test("half a body is asked for again")
    func halfBody() async throws {
        let server = try Self.server { connection in
            _ = try connection.readRequest()
            try connection.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"It")
        }
        #expect(try await answer(of: server.url) == Self.success)
    }

    @Test("what is not HTTP is asked for again")
    func garbage() async throws {
        let server = try Self.server { connection in
            _ = try connection.readRequest()
            try connection.write("SSH-2.0-OpenSSH_9.2\r\n\r\n")
        }
        #expect(try await answer(of: server.url) == Self.success)
    }

    @Test("errors, throttling and wrong checksums on one connection end in success")
    func mixedErrors() async throws {
        let count = Counter()
        let server = try ScriptedServer { connection in
            while let request = try connection.readRequest() {
                try Self.verify(request)
                switch count.next() {
                case 0: try connection.write(ScriptedResponse(status: 500, text: ""))
                case 1:
                    try connection.write(
                        ScriptedResponse(status: 400, text: #"{"__type":"x#ThrottlingException"}"#))
                case 2: try connection.write(ScriptedResponse(headers: ["x-amz-crc32": "7"], text: "{}"))
                default: try connection.write(ScriptedResponse(text: "{}"))
                }
            }
        }
        #expect(try await answer(of: server.url) == Self.success)
        #expect(server.requests.count == 4)
        #expect(server.connectionCount == 1)
    }

    @Test("nobody there: four attempts, and nothing can have happened")
    func refused() async throws {
        let port = try RefusingPort()
        let error = try await failure(of: port.url)
        #expect(error?.code == .transport(.connect))
        #expect(error?.attempts == 4)
        #expect(error?.mayHaveTakenEffect == false)
    }

    @Test("connections that always break: four attempts, and something may have happened")
    func alwaysReset() async throws {
        let server = try Self.server(faults: .max) {
            _ = try $0.readRequest()
            $0.reset()
        }
        let error = try await failure(of: server.url)
        #expect(error?.code == .transport(.connectionLost))
        #expect(error?.mayHaveTakenEffect == true)
        #expect(server.requests.count == 4)
    }

    @Test("a call that is not idempotent reaches a breaking server once")
    func once() async throws {
        let server = try Self.server(faults: .max) {
            _ = try $0.readRequest()
            $0.reset()
        }
        var request = Self.request
        request.isIdempotent = false
        let error = try await failure(of: server.url, request)
        #expect(error?.mayHaveTakenEffect == true)
        #expect(server.requests.count == 1)
    }

    @Test("a silent server is left after DynamoDB's five seconds, and the next connection answers")
    func silent() async throws {
        let wasLeft = Atomic(false)
        let server = try Self.server { connection in
            _ = try connection.readRequest()
            wasLeft.store(connection.waitForEnd(timeout: 240), ordering: .releasing)
        }
        #expect(try await answer(of: server.url) == Self.success)
        while server.openConnectionCount > 1 { try await Task.sleep(for: .milliseconds(1)) }
        let sawEnd = wasLeft.load(ordering: .acquiring)
        #expect(sawEnd)
    }

    @Test("a silent server is left at the deadline")
    func silentUntilDeadline() async throws {
        let server = try Self.server(faults: .max) { connection in
            _ = try connection.readRequest()
            _ = connection.waitForEnd(timeout: 30)
        }
        let error = try await InvocationScope.$deadline.withValue(.now + .milliseconds(400)) {
            try await failure(of: server.url)
        }
        #expect(error?.code == .transport(.timeout))
        #expect(error?.mayHaveTakenEffect == true)
        #expect(server.requests.count == 1)
    }
}

/// Counts from 0, for scripts on several threads.
private final class Counter: Sendable {
    private let value = NSLock()
    private nonisolated(unsafe) var count = 0

    func next() -> Int {
        value.withLock {
            defer { count += 1 }
            return count
        }
    }
}
