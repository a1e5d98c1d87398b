/// A scenario file that cannot be played: which, where in it, and why.
struct AgentScenarioError: Error, Sendable, Hashable, CustomStringConvertible {
    var file: String
    /// `invocations[0].steps[3].toolCall.function`; empty for the file as a whole.
    var member: String
    var message: String

    var description: String { member.isEmpty ? "\(file): \(message)" : "\(file): \(member) \(message)" }
}
