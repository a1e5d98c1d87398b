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

    @Test("answers what it has in hand before it stops, and gives up what takes longer than the grace")
    func grace() async throws {
        let begun = Counter()
        let server = try await LoopbackServer.start(maximumBodySize: 1024) { request in
            begun.count()
            try? await Task.sleep(for: request.path == "/quick" ? .milliseconds(200) : .seconds(60))
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
        #expect(ContinuousClock.now - stopping < .seconds(20))
    }
}
