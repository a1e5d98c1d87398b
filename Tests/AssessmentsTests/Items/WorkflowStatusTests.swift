import Testing
import WireFormats

@testable import Assessments

@Suite("Statuses of a run")
struct WorkflowStatusTests {
    @Test("rank in the order of the documented flow, its ends last")
    func order() {
        let names = [
            "PENDING", "PROCESSING", "ANALYZING_REQUIREMENTS", "REQUIREMENTS_ANALYZED", "CALCULATING_COSTS",
            "COSTS_CALCULATED", "RETRIEVING_TEMPLATES", "TEMPLATES_RETRIEVED", "GENERATING_POWERPOINT",
            "POWERPOINT_GENERATED", "GENERATING_SOW", "SOW_GENERATED", "COMPLETED", "ERROR", "CONFIGURATION_ERROR",
            "CANCELLED",
        ]
        #expect(WorkflowStatus.allCases.sorted().map(\.rawValue) == names)
        #expect(WorkflowStatus.allCases.shuffled().sorted() == WorkflowStatus.allCases)
    }

    @Test("nothing follows the four ends")
    func terminal() {
        #expect(WorkflowStatus.terminal == [.completed, .error, .configurationError, .cancelled])
        #expect(WorkflowStatus.allCases.filter { !$0.isTerminal }.count == 12)
    }
}
