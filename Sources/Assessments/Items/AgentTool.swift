/// The agent's action groups, in the order in which a run walks them.
enum AgentTool: String, Sendable, CaseIterable, Comparable {
    case requirementsAnalyzer = "RequirementsAnalyzer"
    case costCalculator = "CostCalculator"
    case templateRetriever = "TemplateRetriever"
    case powerPointGenerator = "PowerPointGenerator"
    case sowGenerator = "SOWGenerator"

    /// The status while it runs, and once it has answered.
    var statuses: (running: WorkflowStatus, done: WorkflowStatus) {
        switch self {
        case .requirementsAnalyzer: (.analyzingRequirements, .requirementsAnalyzed)
        case .costCalculator: (.calculatingCosts, .costsCalculated)
        case .templateRetriever: (.retrievingTemplates, .templatesRetrieved)
        case .powerPointGenerator: (.generatingPowerPoint, .powerPointGenerated)
        case .sowGenerator: (.generatingSOW, .sowGenerated)
        }
    }

    /// How far the run is when it is called, in percent.
    var progress: Int {
        switch self {
        case .requirementsAnalyzer: 30
        case .costCalculator: 50
        case .templateRetriever: 60
        case .powerPointGenerator: 80
        case .sowGenerator: 95
        }
    }

    static func < (left: AgentTool, right: AgentTool) -> Bool { left.progress < right.progress }
}
