import TestSupport

/// What goes wrong when: decided by the seed alone, so that a run can be repeated. (Which request meets a storm is decided by
/// the seed, too, and by the order in which requests happen to come.)
struct FaultPlan: Sendable {
    private(set) var faults: [PlannedFault] = []

    /// - Parameter length: of the traffic. Its first and last twentieth are calm.
    init(seed: UInt64, length: Duration) {
        var generator = SeededGenerator(seed: seed)
        // Each kind once at first, whatever the seed and however short the run.
        var kinds = [
            Self.killFunction(&generator), Self.kill(.dynamoDB, &generator), Self.kill(.redis, &generator),
            Self.storm(&generator),
        ]
        kinds.shuffle(using: &generator)
        let end = length * 19 / 20
        var time = length / 20
        // Some thirteen a minute, or as many as make sure of each kind: three pauses of 130 % still come before the end.
        let pause = min(.seconds(5), (end - time) / kinds.count)
        while time < end {
            faults.append(
                PlannedFault(time: time, kind: kinds.isEmpty ? Self.whatever(&generator) : kinds.removeFirst()))
            time += pause * (50 + generator.below(80)) / 100
        }
    }

    private static func whatever(_ generator: inout SeededGenerator) -> PlannedFault.Kind {
        switch generator.below(10) {
        case 0..<4: killFunction(&generator)
        case 4: kill(.dynamoDB, &generator)
        case 5: kill(.redis, &generator)
        default: storm(&generator)
        }
    }

    private static func killFunction(_ generator: inout SeededGenerator) -> PlannedFault.Kind {
        .killFunction(cloud: generator.below(2), choice: generator.below(SoakMachine.processes - 1))
    }

    private static func kill(_ server: ServerName, _ generator: inout SeededGenerator) -> PlannedFault.Kind {
        .kill(server, downFor: .milliseconds(generator.below(2000)))
    }

    private static func storm(_ generator: inout SeededGenerator) -> PlannedFault.Kind {
        let length = Duration.milliseconds(500 + generator.below(3500))
        return generator.isTrue(oneIn: 4)
            ? .storm(.redis, generator.pick(ExchangeFault.ofConnections), lasting: length)
            : .storm(.dynamoDB, generator.pick(ExchangeFault.allCases), lasting: length)
    }
}
