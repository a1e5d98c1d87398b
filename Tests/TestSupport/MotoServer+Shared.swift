import Foundation
import Synchronization

/// One moto server for all tests of a process: they keep apart by the names of their tables.
extension MotoServer {
    public static var shared: MotoServer {
        get async throws { try await starting.value }
    }

    /// Serves one request at a time, so that writers may meet in it.
    public static var sharedSerial: MotoServer {
        get async throws { try await startingSerial.value }
    }

    private static let starting = Task { try await startForProcess(isSerial: false) }
    private static let startingSerial = Task { try await startForProcess(isSerial: true) }

    private static func startForProcess(isSerial: Bool) async throws -> MotoServer {
        let server = try await MotoServer.start(isSerial: isSerial)
        let isFirst = sharedProcesses.withLock { processes in
            processes.append(server.processIdentifier)
            return processes.count == 1
        }
        // A static value is never released, so the server would outlive the tests.
        if isFirst {
            atexit {
                for process in MotoServer.sharedProcesses.withLock(\.self) { kill(process, SIGKILL) }
            }
        }
        return server
    }

    private static let sharedProcesses = Mutex<[Int32]>([])
}
