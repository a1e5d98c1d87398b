/// Where a run is in the documented flow, from first to last. The order of the cases is their rank.
enum WorkflowStatus: String, Sendable, CaseIterable, Comparable {
    case pending = "PENDING"
    case processing = "PROCESSING"
    case analyzingRequirements = "ANALYZING_REQUIREMENTS"
    case requirementsAnalyzed = "REQUIREMENTS_ANALYZED"
    case calculatingCosts = "CALCULATING_COSTS"
    case costsCalculated = "COSTS_CALCULATED"
    case retrievingTemplates = "RETRIEVING_TEMPLATES"
    case templatesRetrieved = "TEMPLATES_RETRIEVED"
    case generatingPowerPoint = "GENERATING_POWERPOINT"
    case powerPointGenerated = "POWERPOINT_GENERATED"
    case generatingSOW = "GENERATING_SOW"
    case sowGenerated = "SOW_GENERATED"
    case completed = "COMPLETED"
    case error = "ERROR"
    case configurationError = "CONFIGURATION_ERROR"
    /// Ours: the original could not be cancelled.
    case cancelled = "CANCELLED"

    /// Nothing follows, unless a client asks for another try.
    var isTerminal: Bool { self >= .completed }

    static let terminal = allCases.filter(\.isTerminal)

    private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }

    static func < (left: WorkflowStatus, right: WorkflowStatus) -> Bool { left.rank < right.rank }
}
