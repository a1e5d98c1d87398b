import Glibc
import Synchronization

/// A keep-alive HTTP/1.1 server on a loopback port that the kernel picks, as cheap as plain sockets allow: what a
/// measurement adds to the thing it measures. A thread for each connection; bodies by `Content-Length` only.
final class LoopbackServer: Sendable {
    struct Message: Sendable {
        /// Request line, such as `GET /path HTTP/1.1`.
        var line: String
        var body: [UInt8]
    }

    let port: UInt16
    private let listener: Int32

    /// - Parameter respond: gives the whole response, head and body, for a request; called on the connection's thread.
    init(respond: @escaping @Sendable (Message) -> [UInt8]) throws {
        (listener, port) = try Self.listen()
        let listener = listener
        startThread {
            while true {
                let connection = accept(listener, nil, nil)
                if connection < 0 { return }
                startThread { Self.serve(connection, respond) }
            }
        }
    }

    deinit { shutdown(listener, Int32(SHUT_RDWR)) }

    fileprivate static func listen() throws -> (Int32, UInt16) {
        let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = loopback(port: 0)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                bind(socket, pointer, length) == 0 && Glibc.listen(socket, 64) == 0
                    && getsockname(socket, pointer, &length) == 0
            }
        }
        guard socket >= 0, bound else { throw BenchmarkError("no loopback socket: errno \(errno)") }
        return (socket, UInt16(bigEndian: address.sin_port))
    }

    private static func serve(_ socket: Int32, _ respond: (Message) -> [UInt8]) {
        defer { close(socket) }
        var connection = SocketConnection(socket: socket)
        while let message = connection.readMessage() {
            guard connection.write(respond(message)) else { return }
        }
    }
}

/// A loopback port that nobody listens on, for a server that must be told one.
func freePort() throws -> UInt16 {
    let (socket, port) = try LoopbackServer.listen()
    close(socket)
    return port
}

func loopback(port: UInt16) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = in_addr_t(INADDR_LOOPBACK).bigEndian
    address.sin_port = port.bigEndian
    return address
}

func startThread(_ body: @escaping @Sendable () -> Void) {
    final class Box {
        let body: @Sendable () -> Void; init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }
    var thread = pthread_t()
    let box = Unmanaged.passRetained(Box(body)).toOpaque()
    pthread_create(
        &thread, nil,
        { argument in
            if let argument { Unmanaged<Box>.fromOpaque(argument).takeRetainedValue().body() }
            return nil
        }, box)
    pthread_detach(thread)
}
