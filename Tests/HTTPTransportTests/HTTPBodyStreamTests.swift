import HTTPTransport
import TestSupport
import Testing
import WireFormats

@Suite("A streamed response")
struct HTTPBodyStreamTests {
    @Test("begins with status and headers, before the body has come")
    func head() async throws {
        let transport = try Transport()
        let go = Shared(false)
        let server = try ScriptedServer { connection in
            _ = try connection.readRequest()
            try connection.write("HTTP/1.1 201 Created\r\nX: y\r\nContent-Length: 4\r\n\r\n")
            while !go.value { connection.pause(seconds: 0.001) }
            try connection.write("ab")
            connection.pause(seconds: 0.05)
            try connection.write("cd")
        }
        let response = try await transport.client.stream(HTTPRequest(url: server.url))
        #expect(response.status == 201 && response.headers["x"] == "y")
        go.value = true
        var body: [UInt8] = []
        for try await piece in response.body { body += piece }
        #expect(body == Array("abcd".utf8))
    }

    @Test("comes whole and in order, to a reader on the loop and to one elsewhere", arguments: [true, false])
    func whole(onLoop: Bool) async throws {
        let transport = try Transport()
        let expected = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
        let server = try ScriptedServer(answering: { _ in ScriptedResponse(body: expected) })
        let body = try await Task(executorPreference: onLoop ? transport.loop : nil) {
            let response = try await transport.client.stream(HTTPRequest(url: server.url))
            var body: [UInt8] = []
            for try await piece in response.body {
                #expect(!piece.isEmpty)
                body += piece
                if body.count % 7 == 0 { await Task.yield() }
            }
            return body
        }.value
        #expect(body == expected)
    }

    @Test("holds the peer back while nobody reads, and loses nothing")
    func backPressure() async throws {
        let transport = try Transport()
        let (written, total) = (Shared(0), 64 << 20)
        let server = try ScriptedServer { connection in
            _ = try connection.readRequest()
            try connection.write("HTTP/1.1 200 OK\r\nContent-Length: \(total)\r\n\r\n")
            let block = [UInt8](repeating: 5, count: 1 << 16)
            for _ in 0..<(total >> 16) {
                try connection.write(block)
                written.update { $0 += 1 << 16 }
            }
        }
        let response = try await transport.client.stream(HTTPRequest(url: server.url, maximumBodySize: .max))
        var before = -1
        while before != written.value {
            before = written.value
            try await Task.sleep(for: .milliseconds(200))
        }
        // The kernel's socket buffers take a few megabytes.
        #expect(before < 24 << 20)
        var count = 0
        for try await piece in response.body {
            #expect(piece.count <= 300 << 10)
            count += piece.count
        }
        #expect(count == total)
    }

    @Test("may be left unread for longer than the idle timeout: that is not the peer's silence")
    func pausedLongerThanIdleTimeout() async throws {
        let transport = try Transport()
        let body = [UInt8](repeating: 3, count: 8 << 20)
        let server = try ScriptedServer(answering: { _ in ScriptedResponse(body: body) })
        let request = HTTPRequest(url: server.url, idleTimeout: .milliseconds(300))
        let response = try await transport.client.stream(request)
        try await Task.sleep(for: .seconds(1))
        var count = 0
        for try await piece in response.body { count += piece.count }
        #expect(count == body.count)
    }

    @Test("ends with an error when the peer falls silent in the middle")
    func silence() async throws {
        let transport = try Transport()
        let server = try ScriptedServer { connection in
            _ = try connection.readRequest()
            try connection.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc")
            _ = connection.waitForEnd()
        }
        let request = HTTPRequest(url: server.url, idleTimeout: .milliseconds(300))
        let response = try await transport.client.stream(request)
        let failure = await #expect(throws: HTTPError.self) { for try await _ in response.body {} }
        #expect(Failure(failure) == Failure(.timeout, sent: true))
    }

    @Test("that nobody reads to its end closes the connection")
    func abandoned() async throws {
        let transport = try Transport()
        let sawEnd = Shared(false)
        let server = try ScriptedServer { connection in
            _ = try connection.readRequest()
            try connection.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc")
            sawEnd.value = connection.waitForEnd()
        }
        do {
            let response = try await transport.client.stream(HTTPRequest(url: server.url))
            var pieces = response.body.makeAsyncIterator()
            #expect(try await pieces.next() == Array("abc".utf8))
        }
        try await wait { server.openConnectionCount == 0 }
        #expect(sawEnd.value)
    }

    @Test("ends with «cancelled» when its reader is cancelled, and closes the connection", arguments: [true, false])
    func cancelled(onLoop: Bool) async throws {
        let transport = try Transport()
        let server = try ScriptedServer { connection in
            _ = try connection.readRequest()
            try connection.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc")
            _ = connection.waitForEnd()
        }
        let first = Shared(false)
        let task = Task(executorPreference: onLoop ? transport.loop : nil) { () -> HTTPError? in
            do {
                for try await _ in try await transport.client.stream(HTTPRequest(url: server.url)).body {
                    first.value = true
                }
                return nil
            } catch {
                return error as? HTTPError
            }
        }
        try await wait { first.value }
        task.cancel()
        #expect(Failure(await task.value) == Failure(.cancelled, sent: true))
        try await wait { server.openConnectionCount == 0 }
    }

    @Test("that is cut off gives what came, then the error, then nothing")
    func cut() async throws {
        let transport = try Transport()
        let server = try ScriptedServer { connection in
            _ = try connection.readRequest()
            try connection.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc")
        }
        let response = try await transport.client.stream(HTTPRequest(url: server.url))
        var pieces = response.body.makeAsyncIterator()
        #expect(try await pieces.next() == Array("abc".utf8))
        let failure = await #expect(throws: HTTPError.self) { _ = try await pieces.next() }
        #expect(Failure(failure) == Failure(.connectionLost, sent: true))
        #expect(try await pieces.next() == nil)
    }

    @Test("longer than allowed ends with an error")
    func tooLarge() async throws {
        let transport = try Transport()
        let server = try ScriptedServer { connection in
            _ = try connection.readRequest()
            try connection.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
            while true { try connection.write("10\r\n0123456789abcdef\r\n") }
        }
        let request = HTTPRequest(url: server.url, maximumBodySize: 1 << 20)
        let response = try await transport.client.stream(request)
        var count = 0
        let failure = await #expect(throws: HTTPError.self) {
            for try await piece in response.body { count += piece.count }
        }
        #expect(Failure(failure) == Failure(.bodyTooLarge, sent: true))
        #expect(count <= 1 << 20)
    }

    @Test("does not begin when the exchange fails before")
    func refused() async throws {
        let transport = try Transport()
        let port = try RefusingPort()
        let failure = await #expect(throws: HTTPError.self) {
            _ = try await transport.client.stream(HTTPRequest(url: port.url))
        }
        #expect(Failure(failure) == Failure(.connect, sent: false))
    }

    @Test("without a body ends at once and leaves its connection for the next")
    func empty() async throws {
        let transport = try Transport()
        let server = try ScriptedServer(answering: { _ in ScriptedResponse(status: 204) })
        for _ in 0..<3 {
            let response = try await transport.client.stream(HTTPRequest(url: server.url))
            for try await _ in response.body { Issue.record("204 has no body") }
        }
        #expect(server.connectionCount == 1)
    }
}
