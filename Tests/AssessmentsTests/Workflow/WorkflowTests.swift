import AWSCore
import AWSServices
import Gateway
import SystemTestSupport
import Testing
import WireFormats

@testable import Assessments

extension WorkflowSuites {
    @Suite("The workflow")
    struct WorkflowTests {
        @Test("a submitted assessment is worked on by an invocation of its own, to the documents")
        func happy() async throws {
            let office = try await Office([.steps(Office.happySteps)])
            let id = try await office.submit()
            let event: JSON = [
                "action": "PROCESS_AGENT_WORKFLOW", "session_id": .string(id), "client_name": "Acme Ltd",
                "project_name": "Portal", "industry": "Retail",
                "requirements": "A customer portal with single sign-on.", "duration": "6 months", "team_size": 5,
            ]
            #expect(office.queued == [event])
            try await office.putDocuments(of: id)
            let answer = try await office.work(id)
            #expect(answer.status == 200)
            let status = try await office.status(id)
            #expect(status["status"] == "COMPLETED")
            #expect(status["current_stage"] == "Workflow completed")
            #expect(status["progress"] == 100)
            #expect(status["error_message"] == .null)
            let events = try await office.events(id)
            let calls = Office.tools.flatMap { _ in ["tool_call", "tool_response"] }
            #expect(events.compactMap { $0["type"]?.string } == ["reasoning"] + calls + ["chunk", "final_response"])
            #expect(events[1]["action_group"] == "RequirementsAnalyzer")
            #expect(office.agent.sessionIDs == [id])
            let results = try await office.ask("GET", "/api/results/\(id)")
            #expect(results.status == 200)
            #expect(results.body["powerpoint_url"]?.string?.contains("/\(id)/presentation.pptx?") == true)
            #expect(results.body["sow_url"]?.string?.contains("/\(id)/sow.docx?") == true)
            #expect(try await office.row(id)?["lease_until"] == nil)
        }

        @Test("status, stage and progress walk the documented flow, tool by tool")
        func flow() async throws {
            let seen = SeenStates()
            var steps: [ScriptedAgent.Step] = []
            for tool in Office.tools {
                steps += [
                    .call(tool), .action { try await seen.look() }, .answer("done"), .action { try await seen.look() },
                ]
            }
            let office = try await Office([.steps(steps)])
            let id = try await office.submit()
            try await office.putDocuments(of: id)
            seen.watch(office, id)
            try await office.work(id)
            #expect(
                seen.states == [
                    "ANALYZING_REQUIREMENTS Running RequirementsAnalyzer 30",
                    "REQUIREMENTS_ANALYZED Running RequirementsAnalyzer 30",
                    "CALCULATING_COSTS Running CostCalculator 50", "COSTS_CALCULATED Running CostCalculator 50",
                    "RETRIEVING_TEMPLATES Running TemplateRetriever 60",
                    "TEMPLATES_RETRIEVED Running TemplateRetriever 60",
                    "GENERATING_POWERPOINT Running PowerPointGenerator 80",
                    "POWERPOINT_GENERATED Running PowerPointGenerator 80", "GENERATING_SOW Running SOWGenerator 95",
                    "SOW_GENERATED Running SOWGenerator 95",
                ])
        }
    }
}
