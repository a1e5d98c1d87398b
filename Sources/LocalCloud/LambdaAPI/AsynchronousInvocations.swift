import Logging
import Synchronization
import WireFormats

/// Lambda's queue for `InvocationType=Event`: each event is delivered, and up to twice again when the function fails. One
/// that fails for good, or is too old to be tried again, is dropped with a record such as Lambda sends to a destination
/// on failure.
final class AsynchronousInvocations: Sendable {
    /// Lambda waits one minute before the first retry and two before the second; here that is scaled down.
    let retryDelays: [Duration]
    /// How long after its arrival an event may still be delivered. Lambda: 6 h.
    let maximumAge: Duration
    private let function: LocalFunction
    private let now: @Sendable () -> Timestamp
    private let log: Logger
    private let onFailure: @Sendable (JSON) -> Void
    /// Deliveries by request id; `nil` once stopped.
    private let tasks = Mutex<[String: Task<Void, Never>]?>([:])

    /// - Parameter onFailure: gets the record of each event that is dropped.
    init(
        function: LocalFunction, retryDelays: [Duration], maximumAge: Duration,
        now: @escaping @Sendable () -> Timestamp,
        log: Logger, onFailure: @escaping @Sendable (JSON) -> Void
    ) {
        self.function = function
        self.retryDelays = retryDelays
        self.maximumAge = maximumAge
        self.now = now
        self.log = log
        self.onFailure = onFailure
    }

    /// - Returns: false after ``stop()``: the event is not taken.
    func accept(_ invocation: Invocation) -> Bool {
        tasks.withLock { tasks in
            guard tasks != nil else { return false }
            tasks?[invocation.requestID] = Task {
                await self.deliver(invocation)
                self.tasks.withLock { $0?[invocation.requestID] = nil }
            }
            return true
        }
    }

    /// Gives up every event that has not been delivered with success, and takes no more.
    func stop() {
        tasks.withLock { tasks in
            for task in (tasks ?? [:]).values { task.cancel() }
            tasks = nil
        }
    }

    /// All attempts carry the same request id, as Lambda's do.
    private func deliver(_ invocation: Invocation) async {
        let arrival = now()
        for attempt in 0...retryDelays.count {
            let result = await function.invoke(invocation)
            guard result.isError, !Task.isCancelled else { return }
            let reason = String(decoding: result.payload.prefix(500), as: UTF8.self)
            log.warning("Event \(invocation.requestID), attempt \(attempt + 1), failed: \(reason)")
            guard attempt < retryDelays.count else {
                return drop(invocation, .retriesExhausted, attempts: attempt + 1, result)
            }
            guard now() + retryDelays[attempt] - arrival <= maximumAge else {
                return drop(invocation, .eventAgeExceeded, attempts: attempt + 1, result)
            }
            guard (try? await Task.sleep(for: retryDelays[attempt])) != nil else { return }
        }
    }

    private func drop(
        _ invocation: Invocation, _ condition: FailureCondition, attempts: Int, _ result: InvocationResult
    ) {
        log.error("Event \(invocation.requestID) is given up after \(attempts) attempts: \(condition.rawValue)")
        onFailure(record(of: invocation, condition, attempts: attempts, result))
    }
}

extension AsynchronousInvocations {
    /// Why an event was dropped.
    private enum FailureCondition: String {
        case retriesExhausted = "RetriesExhausted"
        case eventAgeExceeded = "EventAgeExceeded"
    }

    /// Source: Lambda developer guide, "Capturing records of Lambda asynchronous invocations".
    private func record(
        of invocation: Invocation, _ condition: FailureCondition, attempts: Int, _ result: InvocationResult
    ) -> JSON {
        let version = function.configuration.version(of: invocation.qualifier) ?? "$LATEST"
        return [
            "version": "1.0", "timestamp": .string(now().textInMilliseconds),
            "requestContext": [
                "requestId": .string(invocation.requestID),
                "functionArn": .string(function.configuration.arn(invocation.qualifier ?? "$LATEST")),
                "condition": .string(condition.rawValue),
                "approximateInvokeCount": .number(JSONNumber(attempts)),
            ],
            "requestPayload": Self.value(invocation.payload),
            "responseContext": ["statusCode": 200, "executedVersion": .string(version), "functionError": "Unhandled"],
            "responsePayload": Self.value(result.payload),
        ]
    }

    /// Payloads are JSON; what is none stands as text.
    private static func value(_ bytes: [UInt8]) -> JSON {
        (try? JSON(parsing: bytes)) ?? .string(String(decoding: bytes, as: UTF8.self))
    }
}
