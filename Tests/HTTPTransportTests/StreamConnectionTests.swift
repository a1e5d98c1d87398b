import Foundation
import HTTPTransport
import TestSupport
import Testing

@Suite("StreamConnection")
struct StreamConnectionTests {
    /// Sends back what comes.
    private func echo() throws -> ScriptedServer {
        try ScriptedServer { connection in
            while true {
                let bytes = try connection.read()
                guard !bytes.isEmpty else { return }
                try connection.write(bytes)
            }
        }
    }

    private func connection(to port: UInt16, on transport: Transport) -> StreamConnection {
        StreamConnection(to: StreamEndpoint(host: "127.0.0.1", port: port), on: transport.loop)
    }

    private func receive(_ count: Int, from connection: StreamConnection) async throws -> [UInt8] {
        var received: [UInt8] = []
        while received.count < count, let bytes = try await connection.receive() { received += bytes }
        return received
    }

    /// How a connection ends, after whatever it delivers.
    private func end(of connection: StreamConnection) async -> Failure? {
        do throws(HTTPError) {
            while try await connection.receive() != nil {}
            return nil
        } catch {
            return Failure(error)
        }
    }

    @Test("10 MB go out and come back intact while both ways are full")
    func echoed() async throws {
        let transport = try Transport()
        let server = try echo()
        let connection = connection(to: server.port, on: transport)
        let bytes = (0..<10_000_000).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ $0 >> 9) }
        for start in stride(from: 0, to: bytes.count, by: 1_000_000) {
            connection.send(Array(bytes[start..<(start + 1_000_000)]))
        }
        #expect(try await receive(bytes.count, from: connection) == bytes)
        #expect(connection.sentCount == bytes.count)
    }

    @Test("what many threads send arrives whole, each piece in one piece")
    func threads() async throws {
        let transport = try Transport()
        let server = try echo()
        let connection = connection(to: server.port, on: transport)
        await withTaskGroup { group in
            for letter in UInt8(ascii: "a")...UInt8(ascii: "p") {
                group.addTask { for _ in 0..<100 { connection.send(Array(repeating: letter, count: 10)) } }
            }
        }
        let received = try await receive(16_000, from: connection)
        let pieces = stride(from: 0, to: received.count, by: 10).map { Set(received[$0..<($0 + 10)]).count }
        #expect(pieces == Array(repeating: 1, count: 1_600))
    }

    @Test("a peer that closes is heard of after its last bytes")
    func closedByPeer() async throws {
        let transport = try Transport()
        let server = try ScriptedServer { try $0.write("bye") }
        let connection = connection(to: server.port, on: transport)
        #expect(try await connection.receive() == Array("bye".utf8))
        #expect(try await connection.receive() == nil)
        #expect(try await connection.receive() == nil)
    }

    @Test("no connection, a deadline, a reset, a cancelled task, close() and shutDown() are told apart")
    func ends() async throws {
        let transport = try Transport()
        let refusing = try RefusingPort()
        #expect(await end(of: connection(to: refusing.port, on: transport)) == Failure(.connect, sent: false))

        let silent = try SilentPort()
        let unanswered = connection(to: silent.port, on: transport)
        unanswered.setDeadline(.now + .milliseconds(50))
        #expect(await end(of: unanswered) == Failure(.timeout, sent: false))

        let resetting = try ScriptedServer { connection in
            _ = try connection.read()
            connection.reset()
        }
        let reset = connection(to: resetting.port, on: transport)
        reset.send([1])
        #expect(await end(of: reset) == Failure(.connectionLost, sent: true))

        let server = try ScriptedServer { _ = $0.waitForEnd() }
        let late = connection(to: server.port, on: transport)
        late.send([1])
        late.setDeadline(.now + .milliseconds(50))
        #expect(await end(of: late) == Failure(.timeout, sent: true))

        let cancelled = connection(to: server.port, on: transport)
        let task = Task { await end(of: cancelled) }
        try await Task.sleep(for: .milliseconds(20))
        task.cancel()
        #expect(await task.value == Failure(.cancelled, sent: false))

        let closed = connection(to: server.port, on: transport)
        closed.close()
        #expect(await end(of: closed) == Failure(.cancelled, sent: false))

        let last = connection(to: server.port, on: transport)
        transport.loop.shutDown()
        #expect(await end(of: last) == Failure(.shutDown, sent: false))
        #expect(await end(of: connection(to: server.port, on: transport)) == Failure(.shutDown, sent: false))
        try await wait { server.openConnectionCount == 0 }
    }

    @Test("a released connection is closed")
    func released() async throws {
        let transport = try Transport()
        let server = try echo()
        do {
            let connection = connection(to: server.port, on: transport)
            connection.send([1])
            #expect(try await connection.receive() == [1])
        }
        try await wait { server.openConnectionCount == 0 }
    }

    @Test("waiting on it costs no processor time; nor does a peer that is held back because nobody receives")
    func idle() async throws {
        let transport = try Transport()
        let server = try ScriptedServer { try $0.write([UInt8](repeating: 7, count: 5_000_000)) }
        let silent = try ScriptedServer { _ = $0.waitForEnd() }
        let unread = connection(to: server.port, on: transport)
        let waiting = connection(to: silent.port, on: transport)
        let receiver = Task { await end(of: waiting) }
        let used = try await transport.onLoop { [loop = transport.loop] in
            try await loop.sleep(for: .milliseconds(200))
            var before = timespec()
            clock_gettime(CLOCK_THREAD_CPUTIME_ID, &before)
            try await loop.sleep(for: .seconds(1))
            var after = timespec()
            clock_gettime(CLOCK_THREAD_CPUTIME_ID, &after)
            return (after.tv_sec - before.tv_sec) * 1_000_000_000 + after.tv_nsec - before.tv_nsec
        }
        #expect(used < 20_000_000)
        #expect(try await receive(5_000_000, from: unread).count == 5_000_000)
        receiver.cancel()
        #expect(await receiver.value == Failure(.cancelled, sent: false))
    }

    @Test("tasks that never wait do not starve it")
    func fairness() async throws {
        let transport = try Transport()
        let server = try echo()
        let spinners = (0..<100).map { _ in
            Task(executorPreference: transport.loop) { while !Task.isCancelled { await Task.yield() } }
        }
        let connection = connection(to: server.port, on: transport)
        connection.send([1, 2, 3])
        #expect(try await receive(3, from: connection) == [1, 2, 3])
        for spinner in spinners { spinner.cancel() }
        for spinner in spinners { await spinner.value }
    }

    @Test("over TLS, 10 MB go out and come back, and a wrong certificate or name is refused")
    func secure() async throws {
        let files = try await TestCertificate()
        let script = """
            import socket, ssl, sys, threading
            def echo(plain):
                try:
                    with context.wrap_socket(plain, server_side=True) as peer:
                        print("protocol", peer.selected_alpn_protocol(), flush=True)
                        while data := peer.recv(65536): peer.sendall(data)
                except OSError: pass
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(sys.argv[1], sys.argv[2])
            context.set_alpn_protocols(["http/1.1"])
            listener = socket.create_server(("127.0.0.1", 0))
            print("port", listener.getsockname()[1], flush=True)
            while True: threading.Thread(target=echo, args=(listener.accept()[0],), daemon=True).start()
            """
        let process = try Python.start(["-u", "-c", script, files.certificate, files.key])
        let port = UInt16(try await process.waitForOutput(matching: #/port (\d+)/#)) ?? 0
        let transport = try Transport()
        func endpoint(_ host: String, _ bundle: String?) -> StreamEndpoint {
            StreamEndpoint(host: host, port: port, isSecure: true, caBundlePath: bundle)
        }
        let connection = StreamConnection(to: endpoint("localhost", files.certificate), on: transport.loop)
        let bytes = (0..<10_000_000).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ $0 >> 9) }
        for start in stride(from: 0, to: bytes.count, by: 1_000_000) {
            connection.send(Array(bytes[start..<(start + 1_000_000)]))
        }
        #expect(try await receive(bytes.count, from: connection) == bytes)
        #expect(process.text.contains("protocol None"))
        let refusals: [(String, String?)] = [
            ("localhost", nil), ("127.0.0.1", files.certificate), ("localhost", "/nowhere.pem"),
        ]
        for (host, bundle) in refusals {
            let refused = StreamConnection(to: endpoint(host, bundle), on: transport.loop)
            refused.send([1])
            #expect(await end(of: refused) == Failure(.tls, sent: false))
        }
    }
}
