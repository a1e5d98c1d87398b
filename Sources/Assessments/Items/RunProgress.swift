/// Status, stage and progress of a run. Each moves only forward, whatever order calls come in.
struct RunProgress: Sendable, Hashable {
    private(set) var status: WorkflowStatus
    private(set) var stage: String
    /// In percent.
    private(set) var percent: Int
    private var calls = 0
    /// The furthest tool that has been called.
    private var furthest: AgentTool?
    /// The tool whose answer is awaited.
    private var running: AgentTool?

    init(status: WorkflowStatus = .pending, stage: String = "Initializing", percent: Int = 0) {
        self.status = status
        self.stage = stage
        self.percent = min(100, max(0, percent))
        furthest = AgentTool.allCases.last { $0.statuses.running <= status && !status.isTerminal }
    }

    /// A worker has begun, for the first time or again.
    mutating func begin(attempt: Int) {
        status = max(status, .processing)
        percent = max(percent, 5)
        stage = attempt == 1 ? "Starting agent workflow" : "Resuming agent workflow (attempt \(attempt))"
    }

    /// InvokeAgent has been accepted.
    mutating func accepted() {
        percent = max(percent, 10)
        if furthest == nil { stage = "Agent workflow started" } else { restoreStage() }
    }

    /// InvokeAgent is to be tried again.
    mutating func retrying(_ reason: String, attempt: Int) { stage = "Retrying (\(reason), attempt \(attempt))" }

    /// - Parameter group: the action group, known or not.
    mutating func called(_ group: String) {
        calls += 1
        running = AgentTool(rawValue: group)
        guard let tool = running else {
            percent = max(percent, min(95, 15 + 10 * calls))
            stage = "Running \(group.prefix(100))"
            return
        }
        status = max(status, tool.statuses.running)
        percent = max(percent, tool.progress)
        furthest = max(furthest ?? tool, tool)
        restoreStage()
    }

    /// The tool that was called last has answered.
    mutating func answered() {
        guard let tool = running else { return }
        status = max(status, tool.statuses.done)
        running = nil
    }

    /// A tool function has set the item's status meanwhile. Only the flow's own steps count: whether the run is over is for
    /// the workflow to say.
    mutating func heard(_ status: WorkflowStatus) {
        guard !status.isTerminal else { return }
        self.status = max(self.status, status)
    }

    mutating func completed() {
        status = .completed
        stage = "Workflow completed"
        percent = 100
    }

    mutating func failed(_ status: WorkflowStatus, stage: String) {
        self.status = status
        self.stage = stage
    }

    /// The tools that need not run again.
    var finishedTools: [AgentTool] { AgentTool.allCases.filter { $0.statuses.done <= status && !status.isTerminal } }

    private mutating func restoreStage() {
        if let furthest { stage = "Running \(furthest.rawValue)" }
    }
}
