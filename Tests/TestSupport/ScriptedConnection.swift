import Foundation
import Synchronization

/// A request as a ``ScriptedServer`` read it from the wire.
public struct ScriptedRequest: Sendable, Hashable {
    public var method: String
    /// The request target as it came: path and query.
    public var target: String
    /// Header lines as they came, in order.
    public var headerLines: [String]
    public var body: [UInt8]
    /// Which of the server's connections it came on, from 0.
    public var connection: Int

    public init(method: String, target: String, headerLines: [String], body: [UInt8], connection: Int) {
        self.method = method
        self.target = target
        self.headerLines = headerLines
        self.body = body
        self.connection = connection
    }

    /// The first value of a header; names compare without case.
    public func header(_ name: String) -> String? {
        for line in headerLines {
            let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            if parts.count == 2, parts[0].lowercased() == name.lowercased() {
                return parts[1].trimmingCharacters(in: .whitespaces)
            }
        }
        return nil
    }
}

/// A response for ``ScriptedServer/init(answering:)``, with a right Content-Length.
public struct ScriptedResponse: Sendable, Hashable {
    public var status: Int
    public var headers: [String: String]
    public var body: [UInt8]

    public init(status: Int = 200, headers: [String: String] = [:], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    public init(status: Int = 200, headers: [String: String] = [:], text: String) {
        self.init(status: status, headers: headers, body: Array(text.utf8))
    }
}

/// One connection of a ``ScriptedServer``, with blocking calls, used by the thread that runs its script.
public final class ScriptedConnection: Sendable {
    /// Which of the server's connections this is, from 0.
    public let number: Int
    private let socket: Int32
    private let state = Mutex(State())
    private let onRequest: @Sendable (ScriptedRequest) -> Void

    private struct State {
        var isClosed = false
        var unread: [UInt8] = []
    }

    init(socket: Int32, number: Int, onRequest: @escaping @Sendable (ScriptedRequest) -> Void) {
        self.socket = socket
        self.number = number
        self.onRequest = onRequest
        var on: Int32 = 1
        setsockopt(socket, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
    }

    /// The next bytes, at most `limit`; empty at the end of what the peer sends.
    public func read(limit: Int = 65_536) throws -> [UInt8] {
        let kept = state.withLock { state in
            defer { state.unread = [] }
            return state.unread
        }
        if !kept.isEmpty { return kept }
        var buffer = [UInt8](repeating: 0, count: limit)
        while true {
            let count = recv(socket, &buffer, limit, 0)
            if count >= 0 { return Array(buffer[..<count]) }
            if errno != EINTR { throw failure("recv") }
        }
    }

    /// Reads one whole request (body by Content-Length or chunked); `nil` when the peer has closed between requests.
    public func readRequest() throws -> ScriptedRequest? {
        var bytes: [UInt8] = []
        var end: Int?
        while end == nil {
            let more = try read()
            if more.isEmpty {
                guard bytes.isEmpty else { throw failure("end of stream inside a request") }
                return nil
            }
            let from = max(0, bytes.count - 3)
            bytes += more
            end = Self.endOfHead(in: bytes, from: from)
        }
        let headEnd = end ?? bytes.count
        let lines = String(decoding: bytes[..<(headEnd - 4)], as: UTF8.self).components(separatedBy: "\r\n")
        let start = lines[0].split(separator: " ")
        guard start.count == 3 else { throw failure("request line «\(lines[0])»") }
        var request = ScriptedRequest(
            method: String(start[0]), target: String(start[1]), headerLines: Array(lines.dropFirst()), body: [],
            connection: number)
        let length = request.header("Content-Length").flatMap { Int($0) } ?? 0
        bytes.removeFirst(headEnd)
        bytes.reserveCapacity(length)
        while bytes.count < length {
            let more = try read(limit: 1 << 20)
            guard !more.isEmpty else { throw failure("end of stream inside a body") }
            bytes += more
        }
        request.body = Array(bytes[..<length])
        let rest = Array(bytes[length...])
        state.withLock { $0.unread = rest }
        onRequest(request)
        return request
    }

    private static func endOfHead(in bytes: [UInt8], from start: Int) -> Int? {
        guard bytes.count >= 4 else { return nil }
        for index in start...(bytes.count - 4)
        where bytes[index] == 13 && bytes[index + 1] == 10 && bytes[index + 2] == 13 && bytes[index + 3] == 10 {
            return index + 4
        }
        return nil
    }

    /// Writes all bytes; blocks while the peer does not read.
    public func write(_ bytes: some Sequence<UInt8>) throws {
        let bytes = Array(bytes)
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes { send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            if count >= 0 {
                sent += count
            } else if errno != EINTR {
                throw failure("send")
            }
        }
    }

    public func write(_ text: String) throws { try write(text.utf8) }

    public func write(_ response: ScriptedResponse) throws {
        var head = "HTTP/1.1 \(response.status) Scripted\r\nContent-Length: \(response.body.count)\r\n"
        for (name, value) in response.headers.sorted(by: { $0.key < $1.key }) { head += "\(name): \(value)\r\n" }
        try write(Array((head + "\r\n").utf8) + response.body)
    }

    /// Waits until the peer closes or resets the connection; what it sends until then is dropped.
    ///
    /// - Returns: false when it has not within `timeout` seconds.
    public func waitForEnd(timeout: Double = 60) -> Bool {
        let end = Date.now.addingTimeInterval(timeout)
        while true {
            let left = end.timeIntervalSinceNow
            guard left > 0 else { return false }
            var descriptor = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
            if poll(&descriptor, 1, Int32(left * 1_000) + 1) > 0 {
                guard let bytes = try? read(), !bytes.isEmpty else { return true }
            }
        }
    }

    public func pause(seconds: Double) { Thread.sleep(forTimeInterval: seconds) }

    /// Waits until the peer has sent something, and leaves it unread.
    public func waitForBytes() {
        var descriptor = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
        while poll(&descriptor, 1, 10_000) < 0, errno == EINTR {}
    }

    /// Ends the connection with a TCP reset (SO_LINGER 0) instead of a close.
    public func reset() {
        var linger = linger(l_onoff: 1, l_linger: 0)
        setsockopt(socket, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<linger>.size))
        close()
    }

    public func close() {
        state.withLock { state in
            guard !state.isClosed else { return }
            state.isClosed = true
            Foundation.close(socket)
        }
    }

    /// Ends both directions from another thread, which wakes a script that reads or writes.
    public func shutDown() {
        state.withLock { state in
            guard !state.isClosed else { return }
            shutdown(socket, Int32(SHUT_RDWR))
        }
    }

    private func failure(_ what: String) -> ScriptedServer.Failure {
        ScriptedServer.Failure(description: "\(what): \(String(cString: strerror(errno)))")
    }
}
