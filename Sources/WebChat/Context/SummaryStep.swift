import SystemSupport

/// Turns that are to go into the summary of a chat, and the summary so far.
struct SummaryStep: Sendable, Hashable {
    /// As it was when the turns were read.
    var chat: Chat
    var previous: ChatSummary?
    /// From the oldest on; at least one.
    var turns: [AnsweredTurn]

    /// What the model is asked for the new summary.
    func request(maximumTokens: Int, temperature: Double?) -> ModelRequest {
        ConversationRecord.request(
            after: previous?.text, turns.map { "User: \($0.prompt)\nAssistant: \($0.answer)" },
            maximumTokens: maximumTokens, temperature: temperature)
    }

    /// Estimated tokens that the turns had.
    var tokens: Int { turns.reduce(0) { $0 + TokenEstimate.of(prompt: $1.prompt, answer: $1.answer) } }
}
