import Logging
import Synchronization

/// Lambda's queue for `InvocationType=Event`: each event is delivered, and up to twice again when the function fails.
final class AsynchronousInvocations: Sendable {
    /// Lambda waits one minute before the first retry and two before the second; here that is scaled down.
    let retryDelays: [Duration]
    private let function: LocalFunction
    private let log: Logger
    private let tasks = Mutex<[String: Task<Void, Never>]>([:])

    init(function: LocalFunction, retryDelays: [Duration], log: Logger) {
        self.function = function
        self.retryDelays = retryDelays
        self.log = log
    }

    func accept(_ invocation: Invocation) {
        tasks.withLock { tasks in
            tasks[invocation.requestID] = Task {
                await self.deliver(invocation)
                self.tasks.withLock { $0[invocation.requestID] = nil }
            }
        }
    }

    /// Gives up every event that has not been delivered with success.
    func stop() {
        tasks.withLock { tasks in
            for task in tasks.values { task.cancel() }
        }
    }

    /// All attempts carry the same request id, as Lambda's do.
    private func deliver(_ invocation: Invocation) async {
        for attempt in 0...retryDelays.count {
            if attempt > 0 {
                guard (try? await Task.sleep(for: retryDelays[attempt - 1])) != nil else { return }
            }
            let result = await function.invoke(invocation)
            guard result.isError, !Task.isCancelled else { return }
            let reason = String(decoding: result.payload.prefix(500), as: UTF8.self)
            log.warning("Event \(invocation.requestID), attempt \(attempt + 1), failed: \(reason)")
        }
        log.error("Event \(invocation.requestID) is given up after \(retryDelays.count + 1) attempts")
    }
}
