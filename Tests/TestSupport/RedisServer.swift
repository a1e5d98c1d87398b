import Foundation
import Synchronization

/// A `redis-server` on a loopback port. It cannot be told to let the kernel pick one, so the kernel is asked before, and
/// asked again should somebody else have got that port meanwhile.
public final class RedisServer: Sendable {
    public let port: UInt16
    /// Where nodes of a cluster talk to each other; 0 for another server.
    public let busPort: UInt16
    private let directory: TemporaryDirectory
    private let arguments: [String]
    private let process: Mutex<ChildProcess>

    /// - Parameters:
    ///   - options: as on the command line, `["--requirepass", "secret"]`.
    ///   - certificate: the server speaks TLS, and nothing else.
    ///   - isClusterNode: `options` make it one, and it needs a second port.
    public static func start(
        _ options: [String] = [], certificate: TestCertificate? = nil, isClusterNode: Bool = false
    ) async throws -> RedisServer {
        var attempt = 1
        while true {
            do {
                return try await RedisServer(options, certificate, isClusterNode)
            } catch let failure as ChildProcess.Failure where "\(failure)".contains("Address already in use") {
                guard attempt < 5 else { throw failure }
                attempt += 1
            }
        }
    }

    private init(_ options: [String], _ certificate: TestCertificate?, _ isClusterNode: Bool) async throws {
        directory = try TemporaryDirectory()
        let (socket, port) = try ScriptedServer.bind()
        let bus = isClusterNode ? try ScriptedServer.bind() : nil
        close(socket)
        if let bus { close(bus.0) }
        self.port = port
        busPort = bus?.1 ?? 0
        var arguments = [
            "redis-server", "--bind", "127.0.0.1", "--dir", directory.path, "--save", "", "--enable-debug-command",
            "yes",
        ]
        if let certificate {
            arguments += ["--port", "0", "--tls-port", "\(port)", "--tls-auth-clients", "no"]
            arguments += ["--tls-cert-file", certificate.certificate, "--tls-key-file", certificate.key]
            arguments += ["--tls-ca-cert-file", certificate.certificate]
        } else {
            arguments += ["--port", "\(port)"]
        }
        if isClusterNode { arguments += ["--cluster-port", "\(busPort)"] }
        self.arguments = arguments + options
        process = Mutex(try await Self.launch(self.arguments))
    }

    deinit { process.withLock { $0.kill() } }

    private static func launch(_ arguments: [String]) async throws -> ChildProcess {
        let process = try ChildProcess("/usr/bin/env", arguments)
        _ = try await process.waitForOutput(matching: #/(Ready to accept connections)/#)
        return process
    }

    /// Ends it as a power failure would.
    public func kill() async throws {
        let process = process.withLock(\.self)
        process.kill()
        _ = try await process.waitForExit()
    }

    /// Starts it again on the same port, with what it has on disk. While it was away the kernel may have lent the port to
    /// somebody's connection, whose end is waited for.
    public func restart() async throws {
        var attempt = 1
        while true {
            do {
                let started = try await Self.launch(arguments)
                return process.withLock { $0 = started }
            } catch let failure as ChildProcess.Failure where "\(failure)".contains("Address already in use") {
                guard attempt < 60 else { throw failure }
                attempt += 1
                try await Task.sleep(for: .milliseconds(500))
            }
        }
    }

    /// Stops it where it is, or lets it go on: a server that hangs.
    public func send(signal: Int32) { process.withLock { $0.send(signal: signal) } }
}
