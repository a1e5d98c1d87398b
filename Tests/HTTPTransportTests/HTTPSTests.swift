import HTTPTransport
import TestSupport
import Testing
import WireFormats

@Suite("HTTPClient over TLS", .serialized)
struct HTTPSTests {
    /// Python's TLS; it echoes what is posted.
    private struct Server {
        let port: String
        var certificate: String { files.certificate }
        private let files: TestCertificate
        private let process: ChildProcess

        init() async throws {
            files = try await TestCertificate()
            process = try Python.start(["-u", "-c", Self.script, files.certificate, files.key])
            port = try await process.waitForOutput(matching: #/port (\d+)/#)
        }

        private static let script = """
            import http.server, ssl, sys

            class Echo(http.server.BaseHTTPRequestHandler):
                protocol_version = "HTTP/1.1"
                def do_POST(self):
                    body = self.rfile.read(int(self.headers["Content-Length"]))
                    self.send_response(200)
                    self.send_header("Content-Length", str(len(body)))
                    self.send_header("X-Peer-Port", str(self.client_address[1]))
                    self.end_headers()
                    self.wfile.write(body)

            server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Echo)
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(sys.argv[1], sys.argv[2])
            server.socket = context.wrap_socket(server.socket, server_side=True)
            print("port", server.server_address[1], flush=True)
            server.serve_forever()
            """
    }

    @Test("10 MB come and go intact over one connection, to a peer with a trusted certificate")
    func trusted() async throws {
        let server = try await Server()
        let transport = try Transport(caBundlePath: server.certificate)
        let body = (0..<10_000_000).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ $0 >> 9) }
        var ports: Set<String> = []
        for size in [1, body.count, 2] {
            let request = HTTPRequest(
                method: "POST", url: "https://localhost:\(server.port)/", body: Array(body[..<size]))
            let response = try await transport.client.send(request)
            #expect(response.body == request.body)
            ports.insert(response.headers["X-Peer-Port"] ?? "none")
        }
        #expect(ports.count == 1)
    }

    @Test("a certificate that nobody vouches for is refused")
    func untrusted() async throws {
        let server = try await Server()
        let transport = try Transport()
        let request = HTTPRequest(method: "POST", url: "https://localhost:\(server.port)/", body: [1])
        #expect(Failure(await transport.failure(of: request)) == Failure(.tls, sent: false))
    }

    @Test("a certificate for another name is refused")
    func wrongName() async throws {
        let server = try await Server()
        let transport = try Transport(caBundlePath: server.certificate)
        let request = HTTPRequest(method: "POST", url: "https://127.0.0.1:\(server.port)/", body: [1])
        #expect(Failure(await transport.failure(of: request)) == Failure(.tls, sent: false))
    }

    @Test("a peer that does not speak TLS is refused")
    func plain() async throws {
        let server = try ScriptedServer { connection in
            _ = try connection.read()
            try connection.write("HTTP/1.1 400 Bad Request\r\n\r\n")
        }
        let transport = try Transport()
        let request = HTTPRequest(url: "https://127.0.0.1:\(server.port)/")
        #expect(Failure(await transport.failure(of: request)) == Failure(.tls, sent: false))
    }

    @Test("a bundle that cannot be read is a TLS failure, not a connection without checks")
    func missingBundle() async throws {
        let server = try await Server()
        let transport = try Transport(caBundlePath: "/nowhere/bundle.pem")
        let request = HTTPRequest(method: "POST", url: "https://localhost:\(server.port)/", body: [1])
        #expect(Failure(await transport.failure(of: request)) == Failure(.tls, sent: false))
    }
}
