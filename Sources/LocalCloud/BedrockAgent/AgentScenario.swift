import WireFormats

/// What an agent does, call by call; the form of its file is in `events/README.md`.
struct AgentScenario: Sendable, Hashable {
    /// One call of InvokeAgent.
    enum Turn: Sendable, Hashable {
        case refusal(ServiceRefusal)
        case steps([AgentStep])
    }

    /// What the scenario is for, for its reader.
    var purpose: String
    /// The calls of one session in their order, at least one; the last is repeated.
    var turns: [Turn]

    /// - Parameter number: from 0.
    func turn(_ number: Int) -> Turn { turns[min(number, turns.count - 1)] }
}
