/// A turn that has its answer.
struct AnsweredTurn: Sendable, Hashable {
    var id: TurnID
    var prompt: String
    var answer: String
}
