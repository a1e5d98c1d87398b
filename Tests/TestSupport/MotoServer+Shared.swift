import Foundation
import Synchronization

/// One moto server for all tests of a process: they keep apart by the names of their tables.
extension MotoServer {
    public static var shared: MotoServer {
        get async throws { try await starting.value }
    }

    private static let starting = Task {
        let server = try await MotoServer.start()
        sharedProcess.withLock { $0 = server.processIdentifier }
        // A static value is never released, so the server would outlive the tests.
        atexit {
            if let process = MotoServer.sharedProcess.withLock({ $0 }) { kill(process, SIGKILL) }
        }
        return server
    }

    private static let sharedProcess = Mutex<Int32?>(nil)
}
