import Glibc

/// A blocking socket that reads and writes whole HTTP/1.1 messages.
struct SocketConnection {
    private let socket: Int32
    private var buffer: [UInt8] = []

    init(socket: Int32) {
        self.socket = socket
        var on: Int32 = 1
        setsockopt(socket, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
    }

    /// Connects to a loopback port.
    init(port: UInt16) throws {
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = loopback(port: port)
        let connected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0 else { throw BenchmarkError("cannot connect: errno \(errno)") }
        self.init(socket: socket)
    }

    func close() { Glibc.close(socket) }

    /// The next message, or `nil` when the peer has closed the connection.
    mutating func readMessage() -> LoopbackServer.Message? {
        while true {
            if let message = takeMessage() { return message }
            guard fill() else { return nil }
        }
    }

    private mutating func fill() -> Bool {
        withUnsafeTemporaryAllocation(byteCount: 65536, alignment: 1) { chunk in
            let count = recv(socket, chunk.baseAddress, chunk.count, 0)
            guard count > 0 else { return false }
            buffer.append(contentsOf: chunk[..<count])
            return true
        }
    }

    private mutating func takeMessage() -> LoopbackServer.Message? {
        guard let headEnd = endOfHead() else { return nil }
        let head = String(decoding: buffer[..<headEnd], as: UTF8.self)
        var length = 0
        let lines = head.split(separator: "\r\n")
        for line in lines.dropFirst() where line.lowercased().hasPrefix("content-length:") {
            length = Int(line.dropFirst(15).drop { $0 == " " }) ?? 0
        }
        let end = headEnd + 4 + length
        guard buffer.count >= end else { return nil }
        let message = LoopbackServer.Message(line: String(lines.first ?? ""), body: Array(buffer[(headEnd + 4)..<end]))
        buffer.removeFirst(end)
        return message
    }

    private func endOfHead() -> Int? {
        guard buffer.count >= 4 else { return nil }
        for start in 0...(buffer.count - 4)
        where buffer[start] == 13 && buffer[start + 1] == 10 && buffer[start + 2] == 13 && buffer[start + 3] == 10 {
            return start
        }
        return nil
    }

    func write(_ bytes: [UInt8]) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }
}

/// A response with a body and `Content-Length`.
func response(_ status: String, headers: [String] = [], body: [UInt8]) -> [UInt8] {
    let head = (["HTTP/1.1 \(status)"] + headers + ["Content-Length: \(body.count)", "", ""]).joined(separator: "\r\n")
    return Array(head.utf8) + body
}
