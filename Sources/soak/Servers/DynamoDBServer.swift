import Synchronization
import TestSupport

/// moto's DynamoDB with a journal, as a process that can be killed and started again; `dynamodb.py` says how it keeps what
/// it has acknowledged. Each start has another port.
final class DynamoDBServer: Sendable {
    private struct Running {
        var process: ChildProcess
        var port: UInt16
    }

    private let directory: TemporaryDirectory
    private let running: Mutex<Running?>

    private init(_ directory: TemporaryDirectory, _ running: Running) {
        self.directory = directory
        self.running = Mutex(running)
    }

    deinit { running.withLock { $0?.process.kill() } }

    static func start() async throws -> DynamoDBServer {
        let directory = try TemporaryDirectory()
        return DynamoDBServer(directory, try await launch(directory))
    }

    private static func launch(_ directory: TemporaryDirectory) async throws -> Running {
        let script = PackageRoot.path + "/Sources/soak/dynamodb.py"
        let process = try Python.start([script, directory.path], environment: MotoServer.environment)
        let port = try await process.waitForOutput(matching: #/Listening on port (\d+) /#, timeout: .seconds(120))
        guard let number = UInt16(port) else {
            throw ChildProcess.Failure(description: "DynamoDB does not say its port: \(port)")
        }
        return Running(process: process, port: number)
    }

    /// `nil` while there is none.
    var port: UInt16? { running.withLock { $0?.process.isRunning == true ? $0?.port : nil } }

    /// Ends it in the middle of whatever it does.
    func kill() async throws {
        let process = running.withLock { running in
            defer { running = nil }
            return running?.process
        }
        process?.kill()
        _ = try await process?.waitForExit()
    }

    func restart() async throws {
        let started = try await Self.launch(directory)
        running.withLock { $0 = started }
    }
}
