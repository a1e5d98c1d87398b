import Logging

/// Invokes the function by its schedules. A schedule's next event waits for the former to end, and skips what it missed
/// meanwhile.
struct ScheduledInvocations: Sendable {
    private let task: Task<Void, Never>

    init(_ schedules: [LocalCloud.Schedule], function: LocalFunction, qualifier: String? = nil, log: Logger) {
        task = Task {
            await withDiscardingTaskGroup { group in
                for schedule in schedules { group.addTask { await Self.run(schedule, function, qualifier, log) } }
            }
        }
    }

    /// No event begins after this; one in hand ends with the function.
    func stop() { task.cancel() }

    /// The first event comes after the first interval.
    private static func run(
        _ schedule: LocalCloud.Schedule, _ function: LocalFunction, _ qualifier: String?, _ log: Logger
    ) async {
        // A schedule without an interval would never rest.
        let every = max(schedule.every, .milliseconds(1))
        var next = ContinuousClock.now + every
        while true {
            guard (try? await Task.sleep(until: next, clock: .continuous)) != nil else { return }
            let result = await function.invoke(Invocation(payload: schedule.payload, qualifier: qualifier))
            if Task.isCancelled { return }
            if result.isError {
                let reason = String(decoding: result.payload.prefix(500), as: UTF8.self)
                log.warning("The scheduled event \(result.requestID) failed: \(reason)")
            }
            next += every
            let now = ContinuousClock.now
            if next < now { next = now + every }
        }
    }
}
