import ArgumentParser
import Dispatch
import Foundation

/// All five systems under faults: `scripts/soak`.
@main
struct Soak: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "soak",
        abstract: "Mixed traffic while servers are killed and connections break; then a count of what was lost.",
        discussion: """
            Clients of all five systems write through the HTTP API and by direct invocations to processes of the real \
            'bootstrap', with moto's DynamoDB and a real Redis behind proxies that delay, cut, reset and throttle. Processes \
            and servers are killed and started again by a plan that the seed decides. In the end every write that was \
            acknowledged must be there exactly once, and every other one at most once.
            """)

    @Option(help: "How long the traffic lasts. Healing and checking take a minute more; on a busy machine up to four.")
    var minutes = 1.0

    @Option(help: "Decides the plan and what the clients do.")
    var seed: UInt64 = 1

    @Option(help: "A file for what the functions print.")
    var log: String?

    func validate() throws {
        guard (0.1...1440).contains(minutes) else { throw ValidationError("--minutes must be from 0.1 to 1440.") }
    }

    func run() async throws {
        let log = try OutputFile(log)
        let machine = try await SoakMachine.start(seed: seed) { log.add($0) }
        let say: @Sendable (String) -> Void = { line in
            FileHandle.standardOutput.write(Data((line + "\n").utf8))
            log.add(line)
        }
        let run = SoakRun(length: .milliseconds(Int(minutes * 60_000)), seed: seed, machine: machine, say: say)
        let work = Task { try await run.run() }
        Self.onInterruption { work.cancel() }
        let findings: Findings
        do {
            findings = try await work.value
        } catch {
            await machine.stop()
            throw error
        }
        await machine.stop()
        for line in FindingsTable(findings).lines { say(line) }
        if findings.haveFailures {
            say("Again with: scripts/soak --minutes \(minutes) --seed \(seed)")
            throw ExitCode.failure
        }
    }

    /// So that servers do not outlive a run that somebody ends.
    private static func onInterruption(_ action: @escaping @Sendable () -> Void) {
        for number in [SIGINT, SIGTERM] {
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            // A source watches only while something holds it: its own handler does.
            source.setEventHandler { withExtendedLifetime(source) { action() } }
            source.activate()
        }
    }
}
