import HTTPTransport
import TestSupport
import Testing
import WireFormats

@Suite("HTTPClient reports failures")
struct HTTPClientFailureTests {
    @Test("a refused connection")
    func refused() async throws {
        let transport = try Transport()
        let port = try RefusingPort()
        #expect(Failure(await transport.failure(of: HTTPRequest(url: port.url))) == Failure(.connect, sent: false))
    }

    @Test("a connection that is not made in time")
    func connectTimeout() async throws {
        let transport = try Transport()
        let port = try SilentPort()
        let request = HTTPRequest(url: port.url, connectTimeout: .milliseconds(150))
        #expect(Failure(await transport.failure(of: request)) == Failure(.connect, sent: false))
    }

    @Test("a deadline that passes before there is a connection")
    func deadlineWhileConnecting() async throws {
        let transport = try Transport()
        let port = try SilentPort()
        let request = HTTPRequest(url: port.url, deadline: .now + .milliseconds(150))
        #expect(Failure(await transport.failure(of: request)) == Failure(.timeout, sent: false))
    }

    @Test("a deadline that had passed before: nothing is sent")
    func pastDeadline() async throws {
        let transport = try Transport()
        let server = try ScriptedServer(answering: { _ in ScriptedResponse() })
        let request = HTTPRequest(url: server.url, deadline: .now - .seconds(1))
        #expect(Failure(await transport.failure(of: request)) == Failure(.timeout, sent: false))
        #expect(server.connectionCount == 0)
    }

    @Test("a deadline that passes while the peer thinks")
    func deadline() async throws {
        let transport = try Transport()
        let server = try ScriptedServer { connection in
            _ = try connection.readRequest()
            _ = connection.waitForEnd()
        }
        // Time enough to send it on a busy machine.
        let request = HTTPRequest(url: server.url, deadline: .now + .milliseconds(500))
        #expect(Failure(await transport.failure(of: request)) == Failure(.timeout, sent: true))
    }

    @Test("a peer that falls silent for longer than the idle timeout")
    func idle() async throws {
        let transport = try Transport()
        let server = try ScriptedServer { connection in
            _ = try connection.readRequest()
            try connection.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc")
            _ = connection.waitForEnd()
        }
        let start = ContinuousClock.now
        let request = HTTPRequest(url: server.url, idleTimeout: .milliseconds(300))
        #expect(Failure(await transport.failure(of: request)) == Failure(.timeout, sent: true))
        #expect(ContinuousClock.now - start >= .milliseconds(300))
    }

    @Test("a slow peer that is never silent is waited for")
    func slow() async throws {
        let transport = try Transport()
        let server = try ScriptedServer { connection in
            _ = try connection.readRequest()
            try connection.write("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n")
            for _ in 0..<6 {
                connection.pause(seconds: 0.5)
                try connection.write("x")
            }
        }
        let response = try await transport.client.send(HTTPRequest(url: server.url, idleTimeout: .seconds(2)))
        #expect(response.body.count == 6)
    }

    @Test("a peer that takes a long upload slowly is waited for")
    func slowUpload() async throws {
        let transport = try Transport()
        let body = [UInt8](repeating: 1, count: 48 << 20)
        let server = try ScriptedServer { connection in
            var count = 0
            while count < body.count {
                count += try connection.read(limit: 1 << 20).count
                connection.pause(seconds: 0.05)
            }
            try connection.write(ScriptedResponse())
        }
        let request = HTTPRequest(method: "POST", url: server.url, body: body, idleTimeout: .milliseconds(1_500))
        let start = ContinuousClock.now
        #expect(try await transport.client.send(request).status == 200)
        #expect(ContinuousClock.now - start > .milliseconds(1_500))
    }

    @Test("a peer that stops taking an upload")
    func stuckUpload() async throws {
        let transport = try Transport()
        let isOver = Shared(false)
        let server = try ScriptedServer { connection in
            while !isOver.value { connection.pause(seconds: 0.01) }
        }
        let body = [UInt8](repeating: 1, count: 48 << 20)
        let request = HTTPRequest(method: "POST", url: server.url, body: body, idleTimeout: .milliseconds(300))
        #expect(Failure(await transport.failure(of: request)) == Failure(.timeout, sent: true))
        isOver.value = true
    }

    @Test("a name that does not resolve")
    func name() async throws {
        let transport = try Transport()
        let request = HTTPRequest(url: "http://nowhere.invalid/", connectTimeout: .seconds(30), bypassesProxy: true)
        #expect(Failure(await transport.failure(of: request)) == Failure(.nameResolution, sent: false))
    }

    @Test(
        "a broken response",
        arguments: [
            "", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc", "HTTP/1.1 200 OK\r\nContent-Le",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\nab",
            "SSH-2.0-OpenSSH_9.2\r\n", "garbage without end", "HTTP/1.1 abc\r\n\r\n",
        ])
    func broken(response: String) async throws {
        let transport = try Transport()
        let server = try ScriptedServer { connection in
            _ = try connection.readRequest()
            try connection.write(response)
        }
        let failure = await transport.failure(of: HTTPRequest(method: "POST", url: server.url, body: [1]))
        #expect(Failure(failure) == Failure(.connectionLost, sent: true))
        #expect(server.requests.count == 1)
    }

    @Test("a reset after the request")
    func resetAfter() async throws {
        let transport = try Transport()
        let server = try ScriptedServer { connection in
            _ = try connection.readRequest()
            connection.reset()
        }
        let failure = await transport.failure(of: HTTPRequest(method: "POST", url: server.url, body: [1]))
        #expect(Failure(failure) == Failure(.connectionLost, sent: true))
    }

    @Test("a reset before the request was read")
    func resetBefore() async throws {
        let transport = try Transport()
        // At once, it could come while libcurl still looks whether the connection was made, and be a failure to connect.
        let server = try ScriptedServer { connection in
            connection.waitForBytes()
            connection.reset()
        }
        let failure = await transport.failure(of: HTTPRequest(method: "POST", url: server.url, body: [1]))
        #expect(failure?.code == .connectionLost)
    }

    @Test("a body that announces to be longer than allowed, before any of it comes")
    func announcedTooLarge() async throws {
        let transport = try Transport()
        let server = try ScriptedServer { connection in
            _ = try connection.readRequest()
            try connection.write("HTTP/1.1 200 OK\r\nContent-Length: 99999999999999\r\n\r\n")
            _ = connection.waitForEnd()
        }
        let failure = await transport.failure(of: HTTPRequest(url: server.url, maximumBodySize: 1_000))
        #expect(Failure(failure) == Failure(.bodyTooLarge, sent: true))
    }

    @Test("a body that turns out to be longer than allowed")
    func tooLarge() async throws {
        let transport = try Transport()
        let server = try ScriptedServer { connection in
            _ = try connection.readRequest()
            try connection.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
            while true { try connection.write("10\r\n0123456789abcdef\r\n") }
        }
        let failure = await transport.failure(of: HTTPRequest(url: server.url, maximumBodySize: 100_000))
        #expect(Failure(failure) == Failure(.bodyTooLarge, sent: true))
    }

    @Test("headers without end")
    func endlessHeaders() async throws {
        let transport = try Transport()
        let server = try ScriptedServer { connection in
            _ = try connection.readRequest()
            try connection.write("HTTP/1.1 200 OK\r\n")
            while true { try connection.write("X: \(String(repeating: "y", count: 1_000))\r\n") }
        }
        let failure = await transport.failure(of: HTTPRequest(url: server.url))
        #expect(Failure(failure) == Failure(.connectionLost, sent: true))
    }

    struct Invalid: Sendable, CustomTestStringConvertible {
        var method = "GET"
        var suffix = "/"
        var url: String?
        var headers: HTTPHeaders = [:]
        var body: [UInt8] = []

        var testDescription: String { "\(method) \(url ?? suffix) \(headers.fields)".debugDescription }
    }

    @Test(
        "a request that cannot be sent as it is, is not sent",
        arguments: [
            Invalid(method: ""), Invalid(method: "GET / HTTP/1.1\r\nX:"), Invalid(method: "GÉT"),
            Invalid(suffix: "/a b"), Invalid(suffix: "/\r\nX: y"), Invalid(suffix: "/ü"), Invalid(suffix: "/\u{0}"),
            Invalid(suffix: "/\u{7F}"), Invalid(url: ""), Invalid(url: "/path"), Invalid(url: "http://"),
            Invalid(url: "http:///path"), Invalid(url: "ftp://127.0.0.1/"), Invalid(url: "file:///etc/passwd"),
            Invalid(url: "http://127.0.0.1:99999/"), Invalid(url: "http://user:secret@127.0.0.1/"),
            Invalid(headers: ["X": "a\r\nY: b"]), Invalid(headers: ["X": "a\nb"]), Invalid(headers: ["X": "a\u{0}b"]),
            Invalid(headers: ["X Y": "a"]), Invalid(headers: ["": "a"]), Invalid(headers: ["X:": "a"]),
            Invalid(headers: ["content-length": "5"]), Invalid(headers: ["Transfer-Encoding": "chunked"]),
            Invalid(headers: ["Expect": "100-continue"]), Invalid(method: "HEAD", body: [1]),
        ])
    func invalid(_ invalid: Invalid) async throws {
        let transport = try Transport()
        let server = try ScriptedServer(answering: { _ in ScriptedResponse() })
        let request = HTTPRequest(
            method: invalid.method, url: invalid.url ?? server.url + invalid.suffix, headers: invalid.headers,
            body: invalid.body)
        #expect(Failure(await transport.failure(of: request)) == Failure(.invalidRequest, sent: false))
        #expect(server.connectionCount == 0)
    }
}
