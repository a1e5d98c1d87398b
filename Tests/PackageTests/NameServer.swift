import Foundation
import TestSupport

/// A DNS server on port 53 of a loopback address of its own: all names below `colloquy.test` are 127.0.0.1, except that it
/// never answers for `silent.colloquy.test`; no other name exists.
final class NameServer: Sendable {
    let address: String
    private let process: ChildProcess

    static func start() async throws -> NameServer {
        let process = try Python.start(["-u", "-c", script])
        return NameServer(
            address: try await process.waitForOutput(matching: #/listening on (\S+)/#), process: process)
    }

    private init(address: String, process: ChildProcess) {
        self.address = address
        self.process = process
    }

    deinit { process.kill() }

    /// The names that were asked for.
    var questions: Set<String> { Set(process.text.matches(of: #/question (\S+)/#).map { String($0.1) }) }

    /// Whether this process may have port 53: resolv.conf cannot name another one.
    static let isPossible: Bool = {
        let socket = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
        defer { close(socket) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(53).bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7F43_4F4C).bigEndian
        return withUnsafeBytes(of: &address) { bytes in
            bind(
                socket, bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self),
                socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
        }
    }()

    private static let script = #"""
        import random, socket, struct

        server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        while True:
            address = "127.%d.%d.%d" % tuple(random.randrange(1, 255) for _ in range(3))
            try:
                server.bind((address, 53))
                break
            except OSError as error:
                if error.errno not in (98, 99):
                    raise
        print("listening on", address, flush=True)
        while True:
            query, peer = server.recvfrom(4096)
            end, labels = 12, []
            while query[end]:
                labels.append(query[end + 1:end + 1 + query[end]].decode().lower())
                end += 1 + query[end]
            name = ".".join(labels)
            kind = struct.unpack("!H", query[end + 1:end + 3])[0]
            print("question", name, kind, flush=True)
            if name == "silent.colloquy.test":
                continue
            known = name.endswith(".colloquy.test")
            answers = 1 if known and kind == 1 else 0
            head = query[:2] + struct.pack("!HHHHH", 0x8180 if known else 0x8183, 1, answers, 0, 0)
            record = struct.pack("!HHHIH4B", 0xC00C, 1, 1, 60, 4, 127, 0, 0, 1)
            server.sendto(head + query[12:end + 5] + record * answers, peer)
        """#
}
