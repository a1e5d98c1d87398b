import HTTPTransport
import LocalCloud
import TestSupport

/// One run: traffic under faults, then calm, then the comparison of what is there with what was promised.
struct SoakRun: Sendable {
    let length: Duration
    let seed: UInt64
    let machine: SoakMachine
    let say: @Sendable (String) -> Void

    /// How long what is still to be done may take once faults and traffic have ended, at most: the lease of an invocation
    /// that was killed, 30 s, a minute before the sweep tries again what could not be sent on WhatsApp, and as much again on
    /// a busy machine.
    static let healing = Duration.seconds(180)
    /// Clients of one kind at one function.
    private static let clients = 2

    func run() async throws -> Findings {
        let tally = Tally()
        let findings = Findings()
        let fronts = try zip(machine.clouds, SoakMachine.users).map { cloud, user in
            try Front(cloud, user: user, publicURL: machine.publicURL, loop: machine.loop, tally)
        }
        for front in fronts { try await waitUntilReady(front) }
        let clients = makeClients(fronts, findings)
        let watch = await ProcessWatch(machine.clouds)
        let plan = FaultPlan(seed: seed, length: length)
        say("Seed \(seed). The plan:")
        for fault in plan.faults { say("  \(fault)") }

        let start = ContinuousClock.now
        let end = start + length
        let watching = Task { await watch.watch() }
        let progress = Task { await report(tally, from: start) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (client, pause) in clients { group.addTask { await client.work(until: end, pause: pause) } }
            let player = FaultPlayer(machine: machine, tally: tally) { fault in self.say("  fault: \(fault)") }
            group.addTask {
                try await player.play(plan, from: start, until: end)
                machine.dynamoDBDice.end()
                machine.redisDice.end()
            }
            try await group.waitForAll()
        }
        watching.cancel()
        say("The traffic has ended. \(summary(tally))")
        await heal(findings)
        progress.cancel()
        try Task.checkCancellation()

        let stored = try await StoredItems(try machine.tables())
        say("Assessments: \(AssessmentsClient.endings(stored)).")
        await verify(clients.map(\.0), fronts, stored, findings)
        await watch.judge(after: length, findings)
        return findings
    }

    private func waitUntilReady(_ front: Front) async throws {
        for _ in 0..<300 {
            if case .answer(let answer) = await front.request("GET", "/ready"), answer.status == 200 { return }
            try await Task.sleep(for: .milliseconds(200))
        }
        throw ChildProcess.Failure(description: "The function does not become ready")
    }

    /// With how long they pause at most between two steps.
    private func makeClients(_ fronts: [Front], _ findings: Findings) -> [(any SoakClient, Duration)] {
        var clients: [(any SoakClient, Duration)] = []
        for (place, front) in fronts.enumerated() {
            for number in 0..<Self.clients {
                func kit(_ name: String) -> ClientKit {
                    ClientKit(
                        front, findings, name: "\(name)\(place)c\(number)",
                        seed: seed &+ UInt64(1000 * (clients.count + 1)))
                }
                let isOverHTTP = number % 2 == 0
                let redis = place == 0 ? machine.redisClient() : nil
                clients.append((ChatSessionsClient(kit("s"), isOverHTTP: isOverHTTP), .milliseconds(800)))
                clients.append((WebChatClient(kit("c")), .milliseconds(800)))
                clients.append(
                    (ContextMemoryClient(kit("m"), isOverHTTP: isOverHTTP, redis: redis), .milliseconds(600)))
                clients.append(
                    (WhatsAppClient(kit("w"), number: place * Self.clients + number), .milliseconds(1000)))
            }
            let kit = ClientKit(front, findings, name: "a\(place)c0", seed: seed &+ UInt64(place))
            clients.append((AssessmentsClient(kit), .milliseconds(6000)))
        }
        return clients
    }

    // MARK: - Afterwards

    /// Waits until nothing is left that the functions do by themselves.
    private func heal(_ findings: Findings) async {
        let end = ContinuousClock.now + Self.healing
        var left = ["nothing has been read"]
        while ContinuousClock.now < end {
            // What cannot be read now is read in the next round.
            if let stored = try? await StoredItems(try machine.tables()) {
                left = stored.unfinishedAssessments + stored.unsettledReceipts
                if left.isEmpty { break }
            }
            guard (try? await Task.sleep(for: .seconds(1))) != nil else { return }
        }
        findings.expect(.calm, left.isEmpty, "after \(Self.healing.inSeconds): \(left.joined(separator: ", "))")
    }

    private func verify(
        _ clients: [any SoakClient], _ fronts: [Front], _ stored: StoredItems, _ findings: Findings
    ) async {
        let outbox = machine.clouds.flatMap(\.sentMessages)
        for client in clients {
            await client.verify(stored, findings)
            if let client = client as? WhatsAppClient { await client.verify(stored, outbox: outbox, findings) }
        }
        for front in fronts { await WebChatClient.verifyTotals(of: front, stored, findings) }
    }

    // MARK: - On the way

    private func report(_ tally: Tally, from start: ContinuousClock.Instant) async {
        while (try? await Task.sleep(for: .seconds(5))) != nil {
            say("\((ContinuousClock.now - start).inSeconds) \(summary(tally))")
        }
    }

    private func summary(_ tally: Tally) -> String {
        let counts = tally.counts
        let faults = machine.dynamoDBDice.count + machine.redisDice.count
        return
            "\(counts.acknowledged) writes acknowledged, \(counts.retried) requests retried, \(counts.unknown) given up, "
            + "\(counts.planned) planned faults, \(faults) faulty exchanges"
    }
}
