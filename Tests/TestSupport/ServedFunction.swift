import Foundation

/// `colloquy serve` with a store of its own, for as long as the value lives.
public final class ServedFunction: Sendable {
    /// With a slash at its end.
    public let address: String
    /// Of the stand-in for Twilio's REST API.
    public let twilio: String
    private let process: ChildProcess
    private let store: TemporaryDirectory

    /// - Parameter store: the folder of the embedded store's file; a fresh one by default.
    public init(_ arguments: [String], environment: [String: String] = [:], store: TemporaryDirectory? = nil)
        async throws
    {
        self.store = try store ?? TemporaryDirectory()
        var environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        environment["XDG_STATE_HOME"] = self.store.path + "/state"
        process = try ChildProcess(
            try BuildProducts.executable("colloquy"),
            ["serve", "--store", "sqlite:\(self.store.path)/store.sqlite"] + arguments, environment: environment)
        address = try await process.waitForOutput(matching: #/Colloquy serves (http:\/\/[0-9.:]+)/#) + "/"
        twilio = try await process.waitForOutput(matching: #/Twilio +(http:\/\/[0-9.:]+)/#)
    }

    deinit { process.kill() }

    /// A port that nobody listens on now.
    public static func freePort() async throws -> Int {
        let script = "import socket; s = socket.socket(); s.bind(('127.0.0.1', 0)); print(s.getsockname()[1])"
        let text = try await Python.run(script).trimmingCharacters(in: .whitespacesAndNewlines)
        guard let port = Int(text) else { throw ChildProcess.Failure(description: "no port: \(text)") }
        return port
    }
}
