import AWSServices
import Gateway
import Synchronization
import SystemTestSupport
import TestSupport
import Testing
import WireFormats

@testable import Assessments

@Suite("A client that polls")
struct PollingTests {
    /// What a client has read so far, and the office that it asks.
    private final class Client: Sendable {
        struct Seen {
            var office: Office?
            var id = ""
            var random: SeededGenerator
            var statuses: [WorkflowStatus] = []
            var percents: [Int] = []
            var types: [String] = []
            var after = 0
        }
        let seen: Mutex<Seen>

        init(seed: Int) { seen = Mutex(Seen(random: SeededGenerator(seed: UInt64(seed)))) }

        /// A tool function writes a status of its own or of an earlier tool, late.
        func writeLate(_ tool: AgentTool) async throws {
            let (office, id, status) = seen.withLock { seen in
                let late = WorkflowStatus.allCases.filter { $0 <= tool.statuses.running || $0.isTerminal }
                return (seen.office, seen.id, seen.random.pick(late))
            }
            try await office?.set(id, ["status": .string(status.rawValue), "updated_at": "2026-11-21T08:00:00"])
        }

        func poll() async throws {
            let (office, id, after) = seen.withLock { ($0.office, $0.id, $0.after) }
            guard let office else { return }
            let status = try await office.status(id, query: [("after", "\(after)"), ("limit", "3")])
            let events = try JSON(parsing: status["agent_events"]?.string ?? "").array ?? []
            seen.withLock { seen in
                if let shown = status["status"]?.string.flatMap(WorkflowStatus.init) { seen.statuses.append(shown) }
                seen.percents.append(status["progress"]?.int ?? -1)
                seen.types += events.compactMap { $0["type"]?.string }
                seen.after = status["last_event_seq"]?.int ?? -1
            }
            if status["has_more_events"] == true { try await poll() }
        }
    }

    @Test("never sees the run go back or end early, whatever tool functions write late", arguments: 0..<12)
    func monotonic(seed: Int) async throws {
        let client = Client(seed: seed)
        var steps: [ScriptedAgent.Step] = []
        for tool in AgentTool.allCases {
            steps += [.call(tool.rawValue), .action { try await client.writeLate(tool) }]
            steps += [.action { try await client.poll() }, .answer("done"), .action { try await client.poll() }]
        }
        let office = try await Office([.steps(steps + [.final("Done.")])])
        let id = try await office.submit()
        try await office.putDocuments(of: id)
        client.seen.withLock { ($0.office, $0.id) = (office, id) }
        try await client.poll()
        try await office.work(id)
        try await client.poll()
        let (statuses, percents, types) = client.seen.withLock { seen in
            seen.office = nil
            return (seen.statuses, seen.percents, seen.types)
        }
        #expect(statuses == statuses.sorted())
        #expect(statuses.last == .completed)
        #expect(Set(statuses.filter(\.isTerminal)) == [.completed])
        #expect(percents == percents.sorted())
        #expect(percents.last == 100)
        #expect(percents.filter { $0 == 100 }.count == statuses.filter { $0 == .completed }.count)
        #expect(types == AgentTool.allCases.flatMap { _ in ["tool_call", "tool_response"] } + ["final_response"])
    }
}
