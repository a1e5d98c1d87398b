import Testing
import WireFormats

@testable import Assessments

@Suite("Tools of the agent")
struct AgentToolTests {
    @Test("have the documented names, statuses and progress")
    func table() {
        let table = AgentTool.allCases.map {
            "\($0.rawValue) \($0.statuses.running.rawValue) \($0.statuses.done.rawValue) \($0.progress)"
        }
        #expect(
            table == [
                "RequirementsAnalyzer ANALYZING_REQUIREMENTS REQUIREMENTS_ANALYZED 30",
                "CostCalculator CALCULATING_COSTS COSTS_CALCULATED 50",
                "TemplateRetriever RETRIEVING_TEMPLATES TEMPLATES_RETRIEVED 60",
                "PowerPointGenerator GENERATING_POWERPOINT POWERPOINT_GENERATED 80",
                "SOWGenerator GENERATING_SOW SOW_GENERATED 95",
            ])
    }

    @Test("follow each other as their statuses do")
    func order() {
        for (tool, next) in zip(AgentTool.allCases, AgentTool.allCases.dropFirst()) {
            #expect(tool < next)
            #expect(tool.statuses.running < tool.statuses.done)
            #expect(tool.statuses.done < next.statuses.running)
        }
    }
}
