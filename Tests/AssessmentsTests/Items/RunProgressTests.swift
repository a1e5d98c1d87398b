import TestSupport
import Testing
import WireFormats

@testable import Assessments

@Suite("Progress of a run")
struct RunProgressTests {
    private func summary(_ progress: RunProgress) -> String {
        "\(progress.status.rawValue) \(progress.stage) \(progress.percent)"
    }

    @Test("begins pending at nothing, and starts with the documented stages")
    func start() {
        var progress = RunProgress()
        #expect(summary(progress) == "PENDING Initializing 0")
        progress.begin(attempt: 1)
        #expect(summary(progress) == "PROCESSING Starting agent workflow 5")
        progress.retrying("throttled", attempt: 2)
        #expect(summary(progress) == "PROCESSING Retrying (throttled, attempt 2) 5")
        progress.accepted()
        #expect(summary(progress) == "PROCESSING Agent workflow started 10")
    }

    @Test("ends at a hundred percent, or where it failed")
    func ends() {
        var done = RunProgress()
        done.called("CostCalculator")
        var failed = done
        done.completed()
        failed.failed(.error, stage: "Agent workflow error")
        #expect(summary(done) == "COMPLETED Workflow completed 100")
        #expect(summary(failed) == "ERROR Agent workflow error 50")
    }

    @Test("a tool called out of order or again turns nothing back")
    func backwards() {
        var progress = RunProgress()
        progress.begin(attempt: 1)
        progress.called("PowerPointGenerator")
        progress.answered()
        #expect(summary(progress) == "POWERPOINT_GENERATED Running PowerPointGenerator 80")
        progress.called("RequirementsAnalyzer")
        #expect(summary(progress) == "POWERPOINT_GENERATED Running PowerPointGenerator 80")
        progress.answered()
        #expect(summary(progress) == "POWERPOINT_GENERATED Running PowerPointGenerator 80")
    }

    @Test("unknown action groups count ten percent each, up to 95")
    func unknownGroups() {
        var progress = RunProgress()
        progress.begin(attempt: 1)
        var percents: [Int] = []
        for _ in 1...12 {
            progress.called("Elsewhere")
            progress.answered()
            percents.append(progress.percent)
        }
        #expect(percents == [25, 35, 45, 55, 65, 75, 85, 95, 95, 95, 95, 95])
        #expect(summary(progress) == "PROCESSING Running Elsewhere 95")
    }

    @Test("the stage of a group with an endless name is cut")
    func longGroup() {
        var progress = RunProgress()
        progress.called(String(repeating: "é", count: 1000))
        #expect(progress.stage == "Running " + String(repeating: "é", count: 100))
    }

    @Test("a resumed run shows the tool it had come to again once the agent is there")
    func resumed() {
        var progress = RunProgress(status: .calculatingCosts, stage: "Agent workflow error", percent: 50)
        progress.begin(attempt: 2)
        #expect(summary(progress) == "CALCULATING_COSTS Resuming agent workflow (attempt 2) 50")
        progress.accepted()
        #expect(summary(progress) == "CALCULATING_COSTS Running CostCalculator 50")
    }

    @Test("a tool function's word moves the status forward, but never ends the run")
    func heard() {
        var progress = RunProgress()
        progress.begin(attempt: 1)
        for status in WorkflowStatus.terminal { progress.heard(status) }
        #expect(progress.status == .processing)
        progress.heard(.templatesRetrieved)
        #expect(progress.status == .templatesRetrieved)
        progress.heard(.requirementsAnalyzed)
        #expect(progress.status == .templatesRetrieved)
    }

    @Test("what need not run again is what has been answered", arguments: WorkflowStatus.allCases)
    func finishedTools(status: WorkflowStatus) {
        let tools = RunProgress(status: status).finishedTools
        let expected = [
            WorkflowStatus.requirementsAnalyzed: 1, .calculatingCosts: 1, .costsCalculated: 2, .retrievingTemplates: 2,
            .templatesRetrieved: 3, .generatingPowerPoint: 3, .powerPointGenerated: 4, .generatingSOW: 4,
            .sowGenerated: 5,
        ]
        #expect(tools == Array(AgentTool.allCases.prefix(expected[status] ?? 0)))
    }

    @Test("percentages from elsewhere are put between 0 and 100")
    func clamped() {
        #expect(RunProgress(percent: -5).percent == 0)
        #expect(RunProgress(percent: 165).percent == 100)
    }

    @Test("whatever comes in whatever order, nothing falls and nothing exceeds 100", arguments: 0..<200)
    func fuzz(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        let groups = AgentTool.allCases.map(\.rawValue) + ["Unknown", "", "CodeInterpreter"]
        var progress = RunProgress()
        for _ in 0..<60 {
            let before = progress
            switch random.below(6) {
            case 0: progress.begin(attempt: 1 + random.below(4))
            case 1: progress.accepted()
            case 2: progress.retrying("throttled", attempt: 2)
            case 3: progress.called(random.pick(groups))
            case 4: progress.answered()
            default: progress.heard(random.pick(WorkflowStatus.allCases))
            }
            #expect(progress.status >= before.status)
            #expect(progress.percent >= before.percent)
            #expect(progress.percent <= 95)
            #expect(!progress.status.isTerminal)
            #expect(!progress.stage.isEmpty)
        }
    }
}
