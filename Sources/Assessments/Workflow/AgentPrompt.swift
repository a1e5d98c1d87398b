/// What the agent is asked to do. The original's order: request, client, requirements, session, steps, closing.
enum AgentPrompt {
    private static let steps: [(tool: AgentTool, text: String)] = [
        (.requirementsAnalyzer, "Analyze the requirements."),
        (.costCalculator, "Calculate the cost of the project."),
        (.templateRetriever, "Retrieve the templates that fit."),
        (.powerPointGenerator, "Generate the PowerPoint presentation."),
        (.sowGenerator, "Generate the statement of work."),
    ]

    /// - Parameter finished: tools whose results an earlier attempt has stored under the session's id.
    static func text(for submission: Submission, id: String, finished: [AgentTool]) -> String {
        func orNone(_ text: String) -> String { text.isEmpty ? "Not specified" : text }
        var lines = [
            "Please prepare a complete project proposal for the following client.", "",
            "CLIENT", "Client Name: \(orNone(submission.clientName))",
            "Project Name: \(orNone(submission.projectName))", "Industry: \(orNone(submission.industry))",
            "Desired Duration: \(orNone(submission.duration))", "Team Size: \(submission.teamSize)", "",
            "REQUIREMENTS AND MEETING NOTES", submission.requirements, "", "Session ID: \(id)", "",
            "Carry out these steps in order, each with its tool, and pass the Session ID to every one:",
        ]
        for (number, step) in steps.enumerated() { lines.append("\(number + 1). \(step.text)") }
        lines.append("")
        if !finished.isEmpty {
            let numbers = steps.enumerated().filter { finished.contains($0.element.tool) }.map { "\($0.offset + 1)" }
            lines.append(
                "Steps \(numbers.joined(separator: ", ")) have been carried out already and their results are stored "
                    + "under the Session ID. Do not repeat them; go on with the next one.")
            lines.append("")
        }
        lines.append(
            "Work autonomously without asking back, and finish with the URLs of both documents as your final answer.")
        return lines.joined(separator: "\n")
    }
}
