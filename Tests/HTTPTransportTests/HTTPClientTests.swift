import Foundation
import HTTPTransport
import TestSupport
import Testing
import WireFormats

@Suite("HTTPClient sends a request")
struct HTTPClientTests {
    @Test("a response comes with its status, headers and body")
    func response() async throws {
        let transport = try Transport()
        let server = try ScriptedServer { connection in
            _ = try connection.readRequest()
            try connection.write(
                "HTTP/1.1 418 Teapot\r\nA: 1\r\nB:  two \r\na: 3\r\nEmpty:\r\nContent-Length: 3\r\n\r\nabc")
        }
        let response = try await transport.client.send(HTTPRequest(url: server.url + "/x"))
        #expect(response.status == 418)
        #expect(
            response.headers
                == HTTPHeaders([("A", "1"), ("B", "two"), ("a", "3"), ("Empty", ""), ("Content-Length", "3")]))
        #expect(response.body == Array("abc".utf8))
    }

    struct Wire: Sendable, CustomTestStringConvertible {
        var method: String
        var body = ""
        var headers: HTTPHeaders = [:]
        var lines: [String]

        var testDescription: String { "\(method) \(body) \(headers.fields.map(\.name))" }
    }

    @Test(
        "what goes over the wire is the request, a Host and a Content-Length",
        arguments: [
            Wire(method: "GET", lines: []),
            Wire(method: "DELETE", lines: []),
            Wire(method: "POST", lines: ["Content-Length: 0"]),
            Wire(method: "PUT", lines: ["Content-Length: 0"]),
            Wire(method: "PATCH", body: "p", lines: ["Content-Length: 1"]),
            Wire(method: "GET", body: "get", lines: ["Content-Length: 3"]),
            Wire(method: "DELETE", body: "del", lines: ["Content-Length: 3"]),
            Wire(method: "PUT", body: "put", lines: ["Content-Length: 3"]),
            Wire(method: "HEAD", lines: []),
            Wire(method: "OPTIONS", lines: []),
            Wire(
                method: "POST", body: "{}",
                headers: [
                    "Content-Type": "application/json", "Accept": "a/b", "X-Empty": "", "X-Blank": " ",
                    "User-Agent": "u",
                ],
                lines: [
                    "Content-Type: application/json", "Accept: a/b", "X-Empty:", "X-Blank:", "User-Agent: u",
                    "Content-Length: 2",
                ]),
        ])
    func wire(_ wire: Wire) async throws {
        let transport = try Transport()
        let server = try ScriptedServer(answering: { _ in ScriptedResponse(status: 200) })
        let request = HTTPRequest(
            method: wire.method, url: server.url + "/a/../b/./c%2Fd?q=%20&r", headers: wire.headers,
            body: Array(wire.body.utf8))
        _ = try await transport.client.send(request)
        let sent = try #require(server.requests.first)
        #expect(sent.method == wire.method)
        #expect(sent.target == "/a/../b/./c%2Fd?q=%20&r")
        #expect(sent.headerLines.sorted() == (["Host: 127.0.0.1:\(server.port)"] + wire.lines).sorted())
        #expect(sent.body == Array(wire.body.utf8))
    }
}

@Suite("HTTPClient receives what the peer sends")
struct HTTPClientResponseTests {
    @Test("the answer to HEAD has no body, whatever length it announces")
    func head() async throws {
        let transport = try Transport()
        let server = try ScriptedServer { connection in
            while try connection.readRequest() != nil {
                try connection.write("HTTP/1.1 200 OK\r\nContent-Length: 5000000\r\n\r\n")
            }
        }
        for _ in 0..<2 {
            let request = HTTPRequest(method: "HEAD", url: server.url, maximumBodySize: 100)
            let response = try await transport.client.send(request)
            #expect(
                response.status == 200 && response.headers["content-length"] == "5000000" && response.body.isEmpty)
        }
        #expect(server.connectionCount == 1)
    }

    @Test("204 and 304 end with their head and keep the connection", arguments: [204, 304])
    func withoutBody(status: Int) async throws {
        let transport = try Transport()
        let server = try ScriptedServer { connection in
            while try connection.readRequest() != nil {
                let length = status == 304 ? "Content-Length: 5000000\r\n" : ""
                try connection.write("HTTP/1.1 \(status) X\r\n\(length)\r\n")
            }
        }
        for _ in 0..<2 {
            let response = try await transport.client.send(HTTPRequest(url: server.url, maximumBodySize: 100))
            #expect(response.status == status && response.body.isEmpty)
        }
        #expect(server.connectionCount == 1)
    }

    @Test("interim responses and trailers are passed over")
    func interim() async throws {
        let transport = try Transport()
        let server = try ScriptedServer { connection in
            _ = try connection.readRequest()
            try connection.write(
                "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + "3\r\nabc\r\n2\r\nde\r\n0\r\nTrailer: y\r\n\r\n")
        }
        let response = try await transport.client.send(HTTPRequest(url: server.url))
        #expect(response.status == 200)
        #expect(response.headers == ["Transfer-Encoding": "chunked"])
        #expect(response.body == Array("abcde".utf8))
    }

    @Test("a compressed body comes as it is on the wire")
    func encoded() async throws {
        let transport = try Transport()
        let server = try ScriptedServer(answering: { _ in
            ScriptedResponse(headers: ["Content-Encoding": "gzip"], body: [0x1F, 0x8B, 0, 1, 2])
        })
        let response = try await transport.client.send(HTTPRequest(url: server.url))
        #expect(response.body == [0x1F, 0x8B, 0, 1, 2])
    }

    @Test("a redirect is an answer like any other")
    func redirect() async throws {
        let transport = try Transport()
        let server = try ScriptedServer(answering: { _ in ScriptedResponse(status: 302, headers: ["Location": "/b"]) })
        let response = try await transport.client.send(HTTPRequest(url: server.url + "/a"))
        #expect(response.status == 302)
        #expect(server.requests.map(\.target) == ["/a"])
    }

    @Test("10 MB come and go intact")
    func large() async throws {
        let transport = try Transport()
        let server = try ScriptedServer(answering: { ScriptedResponse(body: $0.body) })
        var generator = SystemRandomNumberGenerator()
        let words = (0..<1_310_720).map { _ in generator.next() as UInt64 }
        let body = words.withUnsafeBytes { Array($0) }
        let response = try await transport.client.send(HTTPRequest(method: "PUT", url: server.url, body: body))
        #expect(response.body == body)
        #expect(server.requests.first?.body == body)
    }

    @Test("a body of exactly the limit is taken")
    func exactLimit() async throws {
        let transport = try Transport()
        let server = try ScriptedServer(answering: { _ in ScriptedResponse(body: Array(repeating: 7, count: 100_000)) })
        let response = try await transport.client.send(HTTPRequest(url: server.url, maximumBodySize: 100_000))
        #expect(response.body.count == 100_000)
    }

    @Test("Python's http.server is understood")
    func python() async throws {
        let directory = try TemporaryDirectory()
        let content = String(repeating: "colloquy\n", count: 100_000)
        try content.write(toFile: directory.path + "/file.txt", atomically: true, encoding: .utf8)
        let python = try Python.start([
            "-u", "-m", "http.server", "0", "--bind", "127.0.0.1", "--protocol", "HTTP/1.1", "--directory",
            directory.path,
        ])
        let port = try await python.waitForOutput(matching: #/port (\d+)/#)
        let transport = try Transport()
        let response = try await transport.client.send(HTTPRequest(url: "http://127.0.0.1:\(port)/file.txt"))
        #expect(response.status == 200 && response.body == Array(content.utf8))
        let missing = try await transport.client.send(HTTPRequest(url: "http://127.0.0.1:\(port)/none"))
        #expect(missing.status == 404)
    }
}
