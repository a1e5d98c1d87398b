import Gateway
import Testing
import WireFormats

@testable import Assessments

@Suite("What the agent is asked")
struct AgentPromptTests {
    private static let submission: JSONObject = [
        "client_name": "Acme Ltd", "project_name": "Portal", "industry": "Retail",
        "requirements": "A portal.\nWith sign-on.", "duration": "6 months", "team_size": 5,
    ]

    private func prompt(_ object: JSONObject = submission, finished: [AgentTool] = []) throws -> String {
        AgentPrompt.text(for: try Submission(optional: Arguments(object)), id: "s1", finished: finished)
    }

    @Test("has the client, the requirements, the session and five steps, in the original's order")
    func order() throws {
        let prompt = try prompt()
        let parts = [
            "complete project proposal", "Client Name: Acme Ltd\n", "Project Name: Portal\n", "Industry: Retail\n",
            "Desired Duration: 6 months\n", "Team Size: 5\n", "A portal.\nWith sign-on.\n", "Session ID: s1\n",
            "1. Analyze the requirements.\n", "2. Calculate the cost", "3. Retrieve the templates",
            "4. Generate the PowerPoint", "5. Generate the statement of work.\n", "Work autonomously",
        ]
        var rest = prompt[...]
        for part in parts {
            let range = try #require(rest.firstRange(of: part), "\(part) in its place")
            rest = rest[range.upperBound...]
        }
        #expect(!prompt.contains("already"))
    }

    @Test("says so where something is not specified")
    func notSpecified() throws {
        let prompt = try prompt(["client_name": "Acme Ltd", "requirements": "R"])
        for name in ["Project Name", "Industry", "Desired Duration"] {
            #expect(prompt.contains("\(name): Not specified\n"))
        }
        #expect(prompt.contains("Team Size: 1\n"))
    }

    @Test("says which steps another attempt has finished")
    func finished() throws {
        #expect(
            try prompt(finished: [.requirementsAnalyzer, .costCalculator, .templateRetriever]).contains(
                "Steps 1, 2, 3 have been carried out already and their results are stored under the Session ID. "
                    + "Do not repeat them; go on with the next one."))
    }
}
