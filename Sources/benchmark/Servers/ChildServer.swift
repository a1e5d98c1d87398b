import Glibc

/// A server that runs as a child process for as long as this value lives.
final class ChildServer: Sendable {
    let port: UInt16
    private let process: pid_t

    /// - Parameters:
    ///   - command: that starts it; gets a port that was free a moment ago, because these programs cannot be told to let
    ///     the kernel choose.
    ///   - environment: besides a `PATH`.
    init(environment: [String: String] = [:], _ command: (UInt16) -> [String]) throws {
        port = try freePort()
        let command = command(port)
        process = try launch(
            command, environment: environment.merging(searchPath) { given, _ in given }, outputPath: "/dev/null")
        for _ in 0..<6_000 {
            if let connection = try? SocketConnection(port: port) {
                connection.close()
                return
            }
            guard waitpid(process, nil, WNOHANG) == 0 else { break }
            usleep(10_000)
        }
        kill(process, SIGKILL)
        throw BenchmarkError("\(command[0]) does not answer on port \(port)")
    }

    /// Some see to their own children first; others wait for connections that nobody closes, and get five seconds.
    deinit {
        kill(process, SIGTERM)
        for _ in 0..<500 {
            if waitpid(process, nil, WNOHANG) != 0 { return }
            usleep(10_000)
        }
        kill(process, SIGKILL)
        waitpid(process, nil, 0)
    }
}
