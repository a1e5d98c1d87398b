import Foundation
import HTTPTransport
import TestSupport
import Testing
import WireFormats

@Suite("HTTPClient uses connections")
struct HTTPClientConnectionTests {
    @Test("a connection goes on after a 400, with a large body as well")
    func keptAfter400() async throws {
        let transport = try Transport()
        let server = try ScriptedServer(answering: { _ in ScriptedResponse(status: 400, text: "no") })
        for size in [0, 10, 100_000, 3_000_000, 10] {
            let body = [UInt8](repeating: 1, count: size)
            let response = try await transport.client.send(HTTPRequest(method: "POST", url: server.url, body: body))
            #expect(response.status == 400)
        }
        #expect(server.connectionCount == 1)
    }

    #if os(Linux)
        /// The kernel says which timer a socket of this process waits for: `02` is that of TCP's keep-alive.
        @Test("a connection to a silent peer is kept alive", .timeLimit(.minutes(10)))
        func keepAlive() async throws {
            let transport = try Transport()
            let isOver = Shared(false)
            let server = try ScriptedServer { connection in
                _ = try connection.readRequest()
                while !isOver.value { connection.pause(seconds: 0.002) }
                try connection.write(ScriptedResponse())
            }
            async let response = transport.client.send(HTTPRequest(url: server.url))
            let peer = "0100007F:" + String(format: "%04X", server.port)
            while true {
                // Foundation would read the first 4 KB of it only.
                let sockets = try await ChildProcess.run("/usr/bin/env", ["cat", "/proc/net/tcp"])
                    .split(separator: "\n").map { $0.split(separator: " ") }
                if sockets.contains(where: { $0[2] == peer && $0[3] == "01" && $0[5].hasPrefix("02:") }) { break }
                try await Task.sleep(for: .milliseconds(5))
            }
            isOver.value = true
            #expect(try await response.status == 200)
        }
    #endif

    @Test("nothing of one request is left in the next on the same handle")
    func noLeftovers() async throws {
        let transport = try Transport()
        let server = try ScriptedServer(answering: { _ in ScriptedResponse() })
        try await transport.onLoop { [client = transport.client] in
            let first = HTTPRequest(
                method: "POST", url: server.url + "/1", headers: ["X-A": "1", "Content-Type": "t"], body: [1, 2],
                idleTimeout: .seconds(1), bypassesProxy: true)
            _ = try await client.send(first)
            _ = try await client.send(HTTPRequest(method: "HEAD", url: server.url + "/2"))
            _ = try await client.send(HTTPRequest(method: "POST", url: server.url + "/3", body: [3]))
            _ = try await client.send(HTTPRequest(url: server.url + "/4"))
        }
        let host = "Host: 127.0.0.1:\(server.port)"
        #expect(
            server.requests == [
                ScriptedRequest(
                    method: "POST", target: "/1",
                    headerLines: [host, "X-A: 1", "Content-Type: t", "Content-Length: 2"],
                    body: [1, 2], connection: 0),
                ScriptedRequest(method: "HEAD", target: "/2", headerLines: [host], body: [], connection: 0),
                ScriptedRequest(
                    method: "POST", target: "/3", headerLines: [host, "Content-Length: 1"], body: [3], connection: 0),
                ScriptedRequest(method: "GET", target: "/4", headerLines: [host], body: [], connection: 0),
            ])
    }

    @Test("100 requests are under way at once, on one thread")
    func parallel() async throws {
        let transport = try Transport()
        let arrived = Shared(0)
        let server = try ScriptedServer { connection in
            while try connection.readRequest() != nil {
                arrived.update { $0 += 1 }
                // No answer before all have asked.
                while arrived.value < 100 { connection.pause(seconds: 0.002) }
                try connection.write(ScriptedResponse(text: "\(connection.number)"))
            }
        }
        let threads = Shared(Set<UInt>())
        let bodies = try await transport.onLoop { [client = transport.client] in
            try await withThrowingTaskGroup { group in
                for _ in 0..<100 {
                    group.addTask {
                        let response = try await client.send(HTTPRequest(url: server.url))
                        threads.update { $0.insert(pthread_self()) }
                        return String(decoding: response.body, as: UTF8.self)
                    }
                }
                var bodies: Set<String> = []
                for try await body in group { bodies.insert(body) }
                return bodies
            }
        }
        #expect(bodies == Set((0..<100).map(String.init)))
        #expect(threads.value.count == 1)
    }

    @Test("tasks of other threads can send, many at a time")
    func otherThreads() async throws {
        let transport = try Transport()
        let server = try ScriptedServer(answering: { ScriptedResponse(body: $0.body) })
        try await withThrowingTaskGroup { group in
            for number in 0..<8 {
                group.addTask {
                    for round in 0..<50 {
                        let body = Array("\(number)-\(round)".utf8)
                        let request = HTTPRequest(method: "POST", url: server.url, body: body)
                        let response = try await transport.client.send(request)
                        #expect(response.body == body)
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(server.requests.count == 400)
        #expect(server.connectionCount <= 8)
    }

    @Test("a connection that the peer closed while it was idle is replaced")
    func staleConnection() async throws {
        let transport = try Transport()
        let server = try ScriptedServer { connection in
            guard try connection.readRequest() != nil else { return }
            try connection.write(ScriptedResponse(text: "\(connection.number)"))
        }
        for number in 0..<3 {
            let response = try await transport.client.send(HTTPRequest(method: "POST", url: server.url, body: [1]))
            #expect(response.body == Array("\(number)".utf8))
            try await wait { server.openConnectionCount == 0 }
        }
    }

    @Test(
        "a request whose reused connection breaks after it was sent is not sent again",
        arguments: ["GET", "POST", "PUT"], [true, false])
    func notRepeated(method: String, reset: Bool) async throws {
        let transport = try Transport()
        let server = try ScriptedServer { connection in
            guard try connection.readRequest() != nil else { return }
            try connection.write(ScriptedResponse())
            guard try connection.readRequest() != nil else { return }
            if reset { connection.reset() }
        }
        _ = try await transport.client.send(HTTPRequest(url: server.url + "/first"))
        let failure = await transport.failure(of: HTTPRequest(method: method, url: server.url + "/second"))
        #expect(Failure(failure) == Failure(.connectionLost, sent: true))
        #expect(server.requests.map(\.target) == ["/first", "/second"])
    }

    @Test("file descriptors stay level over 1,000 requests")
    func descriptors() async {
        await #expect(processExitsWith: .success) {
            let transport = try Transport()
            let server = try ScriptedServer { connection in
                while let request = try connection.readRequest() {
                    let isLast = request.target == "/close"
                    try connection.write(ScriptedResponse(headers: isLast ? ["Connection": "close"] : [:], text: "x"))
                    if isLast { return }
                }
            }
            func count() throws -> Int { try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count }
            func round() async throws {
                for number in 0..<250 {
                    let path = number % 10 == 0 ? "/close" : "/"
                    _ = try await transport.client.send(HTTPRequest(url: server.url + path))
                    let task = Task { try await transport.client.send(HTTPRequest(url: server.url)) }
                    if number % 5 == 0 { task.cancel() }
                    _ = await task.result
                }
            }
            try await round()
            let before = try count()
            try await round()
            try await Task.sleep(for: .milliseconds(100))
            let after = try count()
            guard after <= before + 4 else { throw TestFailure(description: "\(before) became \(after)") }
        }
    }

    @Test("proxies of the environment hold, except for a request that bypasses them")
    func proxies() async {
        await #expect(processExitsWith: .success) {
            let proxy = try ScriptedServer(answering: { _ in ScriptedResponse(text: "proxy") })
            let server = try ScriptedServer(answering: { _ in ScriptedResponse(text: "server") })
            setenv("http_proxy", proxy.url, 1)
            setenv("ALL_PROXY", proxy.url, 1)
            let transport = try Transport()
            var bodies: [String] = []
            for bypasses in [true, false, true] {
                let request = HTTPRequest(url: server.url, bypassesProxy: bypasses)
                bodies.append(String(decoding: try await transport.client.send(request).body, as: UTF8.self))
            }
            guard bodies == ["server", "proxy", "server"] else { throw TestFailure(description: "\(bodies)") }
        }
    }
}

/// Why a test in a process of its own failed.
struct TestFailure: Error, CustomStringConvertible {
    let description: String
}
