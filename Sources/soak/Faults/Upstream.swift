import Foundation

/// A connection to a server on loopback, with blocking calls.
final class Upstream: Sendable {
    struct Failure: Error {}

    private let socket: Int32

    private init(socket: Int32) { self.socket = socket }

    static func connect(port: UInt16) throws(Failure) -> Upstream {
        let socket = Foundation.socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard socket >= 0 else { throw Failure() }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        let status = withUnsafeBytes(of: &address) { bytes in
            Foundation.connect(
                socket, bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self), socklen_t(bytes.count))
        }
        guard status == 0 else {
            close(socket)
            throw Failure()
        }
        var on: Int32 = 1
        setsockopt(socket, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
        return Upstream(socket: socket)
    }

    deinit { close(socket) }

    func write(_ bytes: [UInt8]) throws(Failure) {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes { send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw Failure() }
            sent += count
        }
    }

    /// The next bytes; empty at the end.
    func read() throws(Failure) -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = recv(socket, &buffer, buffer.count, 0)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw Failure() }
            return Array(buffer[..<count])
        }
    }

    /// Ends both directions, which wakes whoever reads.
    func shutDown() { shutdown(socket, Int32(SHUT_RDWR)) }
}
