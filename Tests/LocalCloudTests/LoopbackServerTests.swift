import Foundation
import Synchronization
import TestSupport
import Testing
import WireFormats

@testable import LocalCloud

@Suite("Server on the loopback interface")
struct LoopbackServerTests {
    private final class Counter: Sendable {
        private let value = Mutex(0)

        func count() { value.withLock { $0 += 1 } }

        func reach(_ number: Int) async throws {
            while value.withLock({ $0 < number }) { try await Task.sleep(for: .milliseconds(5)) }
        }
    }

    /// Connects and hangs up.
    private func canConnect(to port: Int) -> Bool {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        return withUnsafePointer(to: address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        } == 0
    }

    /// Cancelled while it accepts, NIO's server would end the process.
    @Test("stops while clients connect")
    func stopUnderLoad() async throws {
        for _ in 0..<3 {
            let server = try await LoopbackServer.start(maximumBodySize: 1024) { _ in ServerResponse(status: 204) }
            let port = server.port
            let connections = Counter()
            Thread.detachNewThread { while canConnect(to: port) { connections.count() } }
            try await connections.reach(10)
            await server.stop()
            let stopped = ContinuousClock.now
            while canConnect(to: port) {
                try #require(ContinuousClock.now - stopped < .seconds(20))
                try await Task.sleep(for: .milliseconds(5))
            }
        }
    }

    @Test(
        "closes connections of clients that never finish a request, byte by byte or not at all",
        arguments: [
            "", "POST / HTTP/1.1\r\nHost: a\r\n", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n",
        ])
    func slowClients(start: String) async throws {
        let served = Counter()
        let server = try await LoopbackServer.start(maximumBodySize: 1_000_000, requestTime: .milliseconds(500)) { _ in
            served.count()
            return ServerResponse(status: 204)
        }
        let script = """
            import select, socket, sys
            connection = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
            connection.sendall(sys.argv[2].encode())
            try:
                # A byte now and then, for as long as the server listens.
                while not select.select([connection], [], [], 0.05)[0]:
                    if sys.argv[2]: connection.sendall(b"a")
                print(len(connection.recv(1)))
            except ConnectionError:
                print(0)
            """
        let process = try Python.start(["-c", script, String(server.port), start])
        #expect(try await process.waitForExit(timeout: .seconds(120)) == 0, "\(process.text)")
        #expect(process.text == "0\n")
        await server.stop()
    }

    @Test("gives a client that has had an answer the whole time for the next request")
    func promptClients() async throws {
        let server = try await LoopbackServer.start(maximumBodySize: 1024, requestTime: .seconds(60)) { _ in
            ServerResponse(status: 200, body: Array("done".utf8))
        }
        let output = try await Python.run(
            """
            import http.client, sys
            connection = http.client.HTTPConnection("127.0.0.1", int(sys.argv[1]))
            for _ in range(3):
                connection.request("POST", "/", body=b"a" * 100)
                print(connection.getresponse().read().decode())
            """, [String(server.port)])
        #expect(output == "done\ndone\ndone\n")
        await server.stop()
    }

    @Test("answers what it has in hand before it stops, and gives up what takes longer than the grace")
    func grace() async throws {
        let begun = Counter()
        let server = try await LoopbackServer.start(maximumBodySize: 1024) { request in
            begun.count()
            try? await Task.sleep(for: request.path == "/quick" ? .milliseconds(200) : .seconds(600))
            return ServerResponse(status: 200, body: Array("done".utf8))
        }
        let url = server.url
        async let quick = ChildProcess.run("/usr/bin/env", ["curl", "--silent", "--show-error", url + "/quick"])
        async let slow = ChildProcess.run("/usr/bin/env", ["curl", "--silent", "--show-error", url + "/slow"])
        try await begun.reach(2)
        let stopping = ContinuousClock.now
        await server.stop()
        #expect(try await quick == "done")
        _ = try? await slow
        #expect(ContinuousClock.now - stopping < .seconds(300))
    }

    @Test("streams an answer bit by bit")
    func stream() async throws {
        let gate = AsyncStream<Void>.makeStream()
        let server = try await LoopbackServer.start(maximumBodySize: 1024) { request in
            .streamed(
                StreamedResponse(headers: ["X-Body": String(request.body?.count ?? -1)]) { send in
                    try await send(Array("first ".utf8))
                    var opened = gate.stream.makeAsyncIterator()
                    _ = await opened.next()
                    try await send(Array("second".utf8))
                })
        }
        let client = try RawClient(port: server.port)
        let request = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc"
        client.send(request)
        let head = try await blocking { try client.read(until: "first ") }
        #expect(head.lowercased().contains("transfer-encoding: chunked"))
        #expect(head.contains("X-Body: 3"))
        gate.continuation.yield()
        _ = try await blocking { try client.read(until: "second\r\n0\r\n\r\n") }
        // The connection is good for another.
        client.send(request)
        gate.continuation.yield()
        _ = try await blocking { try client.read(until: "second\r\n0\r\n\r\n") }
        await server.stop()
    }

    @Test("cuts the connection when a stream throws, without the end that HTTP wants")
    func cut() async throws {
        let server = try await LoopbackServer.start(maximumBodySize: 1024) { _ in
            .streamed(
                StreamedResponse { send in
                    try await send(Array("half".utf8))
                    throw StreamedResponse.Cut()
                })
        }
        let client = try RawClient(port: server.port)
        client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        #expect(try await blocking { try client.readAll() }.hasSuffix("4\r\nhalf\r\n"))
        await server.stop()
    }

    @Test("cancels a silent stream when its client hangs up")
    func hangUp() async throws {
        let ended = Counter()
        let server = try await LoopbackServer.start(maximumBodySize: 1024) { _ in
            .streamed(
                StreamedResponse { send in
                    defer { ended.count() }
                    try await send(Array("begun".utf8))
                    try await Task.sleep(for: .seconds(3600))
                })
        }
        for number in 1...3 {
            let client = try RawClient(port: server.port)
            client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            _ = try await blocking { try client.read(until: "begun") }
            client.close()
            try await ended.reach(number)
        }
        await server.stop()
    }

    /// A writer that NIO drops without its end, or a server cancelled while it accepts, would end the process.
    @Test("stops while 200 clients hang up in the middle of their streams", arguments: [false, true])
    func stopAmidHangUps(resets: Bool) async throws {
        let ended = Counter()
        let server = try await LoopbackServer.start(maximumBodySize: 1024) { _ in
            .streamed(
                StreamedResponse { send in
                    defer { ended.count() }
                    while true {
                        try await send([UInt8](repeating: 0x61, count: 3000))
                        try await Task.sleep(for: .milliseconds(5))
                    }
                })
        }
        let port = server.port
        let closed = Counter()
        let threads = 4
        for _ in 0..<threads {
            Thread.detachNewThread {
                for number in 0..<(200 / threads) {
                    if let client = try? RawClient(port: port) {
                        client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
                        if number % 3 > 0 { _ = try? client.read(until: "aaa") }
                        client.close(resets: resets)
                    }
                    closed.count()
                }
            }
        }
        try await closed.reach(80)
        await server.stop()
        try await closed.reach(200)
        #expect(!canConnect(to: port))
    }

    /// Waits on a thread of its own, so that the tasks' few threads stay free.
    private func blocking<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread { continuation.resume(with: .init(catching: body)) }
        }
    }

    /// A socket that reads and writes as it is told, and blocks meanwhile.
    private final class RawClient: Sendable {
        private let open: Mutex<Int32?>

        private var descriptor: Int32 { open.withLock { $0 ?? -1 } }

        struct Closed: Error {}

        init(port: Int) throws {
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_port = UInt16(port).bigEndian
            address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
            let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            open = Mutex(descriptor)
            var limit = timeval(tv_sec: 20, tv_usec: 0)
            setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
            let status = withUnsafePointer(to: address) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
                }
            }
            guard status == 0 else { throw Closed() }
        }

        deinit { close() }

        func send(_ text: String) {
            let bytes = Array(text.utf8)
            _ = Foundation.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
        }

        func read(until end: String) throws -> String {
            var text = ""
            while !text.contains(end) { text += String(decoding: try read(), as: UTF8.self) }
            return text
        }

        func readAll() throws -> String {
            var bytes: [UInt8] = []
            while case let more = try read(orNothing: true), !more.isEmpty { bytes += more }
            return String(decoding: bytes, as: UTF8.self)
        }

        /// - Parameter resets: sends RST, not FIN.
        func close(resets: Bool = false) {
            open.withLock { descriptor in
                guard let number = descriptor else { return }
                if resets {
                    var option = linger(l_onoff: 1, l_linger: 0)
                    setsockopt(number, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
                }
                Foundation.close(number)
                descriptor = nil
            }
        }

        private func read(orNothing: Bool = false) throws -> [UInt8] {
            var bytes = [UInt8](repeating: 0, count: 4096)
            let count = recv(descriptor, &bytes, bytes.count, 0)
            guard count > 0 || orNothing && count == 0 else { throw Closed() }
            return Array(bytes[..<count])
        }
    }
}
