import Foundation
import Synchronization

/// A TCP server whose every byte a test decides: for the faults that no well-behaved server shows. It listens on a
/// loopback port that the kernel picks and runs the script on a thread of its own for each connection; the connection
/// is closed when the script returns or throws.
public final class ScriptedServer: Sendable {
    public typealias Script = @Sendable (_ connection: ScriptedConnection) throws -> Void

    public struct Failure: Error, CustomStringConvertible {
        public let description: String
    }

    public let port: UInt16
    /// `http://127.0.0.1:PORT`, without a slash at the end.
    public var url: String { "http://127.0.0.1:\(port)" }

    private struct State {
        var accepted = 0
        var open: [Int: ScriptedConnection] = [:]
        var requests: [ScriptedRequest] = []
        var isStopped = false
    }

    private final class Shared: Sendable {
        let state = Mutex(State())
    }

    private let listener: Int32
    private let shared = Shared()

    /// Starts to listen at once.
    ///
    /// - Parameter recordsRequests: ``requests`` has them all; not for a server that runs for long.
    public init(recordsRequests: Bool = true, _ script: @escaping Script) throws {
        (listener, port) = try Self.listen(backlog: 512)
        let (listener, shared) = (listener, shared)
        Thread.detachNewThread { Self.accept(on: listener, shared, recordsRequests, script) }
    }

    deinit { stop() }

    /// Connections accepted so far.
    public var connectionCount: Int { shared.state.withLock(\.accepted) }
    /// Connections whose script still runs.
    public var openConnectionCount: Int { shared.state.withLock(\.open.count) }
    /// Requests read so far through ``ScriptedConnection/readRequest()``, of all connections, in order of arrival.
    public var requests: [ScriptedRequest] { shared.state.withLock(\.requests) }

    /// Stops listening and shuts every connection. Later connections are refused.
    public func stop() {
        let connections: [ScriptedConnection]? = shared.state.withLock { state in
            guard !state.isStopped else { return nil }
            state.isStopped = true
            return Array(state.open.values)
        }
        guard let connections else { return }
        // The thread in accept() wakes with an error and closes the listener.
        shutdown(listener, Int32(SHUT_RDWR))
        for connection in connections { connection.shutDown() }
    }

    private static func accept(
        on listener: Int32, _ shared: Shared, _ recordsRequests: Bool, _ script: @escaping Script
    ) {
        defer { Foundation.close(listener) }
        while true {
            let socket = Foundation.accept(listener, nil, nil)
            if socket < 0 {
                if errno == EINTR || errno == ECONNABORTED { continue }
                return
            }
            let connection: ScriptedConnection? = shared.state.withLock { state in
                guard !state.isStopped else { return nil }
                let number = state.accepted
                state.accepted += 1
                let connection = ScriptedConnection(socket: socket, number: number) { request in
                    if recordsRequests { shared.state.withLock { $0.requests.append(request) } }
                }
                state.open[number] = connection
                return connection
            }
            guard let connection else {
                Foundation.close(socket)
                return
            }
            Thread.detachNewThread {
                // A script that throws has lost its peer: that ends the connection, and the test sees it from there.
                try? script(connection)
                connection.close()
                _ = shared.state.withLock { $0.open.removeValue(forKey: connection.number) }
            }
        }
    }

    /// A listening socket on a loopback port of the kernel's choice.
    static func listen(backlog: Int32) throws -> (socket: Int32, port: UInt16) {
        let socket = try bind()
        guard Foundation.listen(socket.socket, backlog) == 0 else {
            throw Failure(description: "listen: \(String(cString: strerror(errno)))")
        }
        return socket
    }

    static func bind() throws -> (socket: Int32, port: UInt16) {
        let socket = Foundation.socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard socket >= 0 else { throw Failure(description: "socket: \(String(cString: strerror(errno)))") }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let status = withUnsafeMutableBytes(of: &address) { bytes in
            let pointer = bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self)
            let bound = Foundation.bind(socket, pointer, length)
            return bound == 0 ? getsockname(socket, pointer, &length) : bound
        }
        guard status == 0 else {
            Foundation.close(socket)
            throw Failure(description: "bind: \(String(cString: strerror(errno)))")
        }
        return (socket, UInt16(bigEndian: address.sin_port))
    }
}

extension ScriptedServer {
    /// Answers each request of each connection with what `respond` gives, keeping connections alive.
    public convenience init(
        answering respond: @escaping @Sendable (ScriptedRequest) -> ScriptedResponse
    ) throws {
        try self.init { connection in
            while let request = try connection.readRequest() { try connection.write(respond(request)) }
        }
    }
}

/// A loopback port where connections are refused for as long as the value lives: bound, but nobody listens.
public final class RefusingPort: Sendable {
    public let port: UInt16
    public var url: String { "http://127.0.0.1:\(port)" }
    private let socket: Int32

    public init() throws { (socket, port) = try ScriptedServer.bind() }

    deinit { close(socket) }
}

/// A loopback port that never answers a new connection: its queue of connections is full, and nobody accepts.
public final class SilentPort: Sendable {
    public let port: UInt16
    public var url: String { "http://127.0.0.1:\(port)" }
    private let sockets: [Int32]

    public init() throws {
        let listener: Int32
        (listener, port) = try ScriptedServer.listen(backlog: 0)
        var sockets = [listener]
        for _ in 0..<8 {
            let filler = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue), 0)
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
            address.sin_port = port.bigEndian
            withUnsafeBytes(of: &address) { bytes in
                let pointer = bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self)
                _ = connect(filler, pointer, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
            sockets.append(filler)
        }
        self.sockets = sockets
    }

    deinit { for socket in sockets { close(socket) } }
}
