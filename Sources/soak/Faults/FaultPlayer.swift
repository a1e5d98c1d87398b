import LocalCloud
import TestSupport

/// Plays a plan, and repairs what it broke.
struct FaultPlayer: Sendable {
    let machine: SoakMachine
    let tally: Tally
    let say: @Sendable (String) -> Void

    /// - Parameter end: of the traffic. On a slow machine servers take their time to come back, and the plan falls behind.
    /// - Throws: when a server does not come back.
    func play(
        _ plan: FaultPlan, from start: ContinuousClock.Instant, until end: ContinuousClock.Instant
    ) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for fault in plan.faults {
                try await Task.sleep(until: start + fault.time, clock: .continuous)
                guard ContinuousClock.now < end else { break }
                tally.count(\.planned)
                say("\(fault)")
                switch fault.kind {
                case .killFunction(let cloud, let choice): await kill(machine.clouds[cloud].function, choice)
                // Two faults of one server would get into each other's way, so it is waited for.
                case .kill(.dynamoDB, let pause):
                    try await machine.dynamoDB.kill()
                    try await Task.sleep(for: pause)
                    try await machine.dynamoDB.restart()
                case .kill(.redis, let pause):
                    try await machine.redis.kill()
                    try await Task.sleep(for: pause)
                    try await machine.redis.restart()
                case .storm(let server, let fault, let length):
                    let dice = server == .redis ? machine.redisDice : machine.dynamoDBDice
                    dice.begin(storm: fault)
                    group.addTask {
                        try await Task.sleep(for: length)
                        dice.endStorm()
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    /// The oldest process lives on: its memory is watched.
    private func kill(_ function: LocalFunction, _ choice: Int) async {
        let mortal = await function.processIdentifiers.dropFirst()
        guard !mortal.isEmpty else { return }
        await function.kill(processIdentifier: Array(mortal)[choice % mortal.count])
    }
}
