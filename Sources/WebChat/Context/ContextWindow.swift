import Gateway
import SystemSupport

/// What the model gets to see of a chat: the summary of what is long past, the last turns, and the prompt.
struct ContextWindow: Sendable, Hashable {
    /// What a client asks for when it says nothing, in turns.
    static let defaultTurns = 10
    /// The most that is worth asking for.
    static let maximumTurns = 1000

    var summary: String?
    var turns: [AnsweredTurn]
    var prompt: String

    /// Reads the window of a claimed turn from the store: its neighbours before it, as far as `limit` and `budget` allow.
    ///
    /// - Parameters:
    ///   - limit: the most turns; 0 leaves the summary out too.
    ///   - budget: the most estimated tokens of turns and prompt. A turn that does not fit as a whole is left out, and all
    ///     before it.
    init(of claim: Claim, limit: Int, budget: Int, _ store: ConversationStore) async throws(Failure) {
        prompt = claim.prompt.text
        guard limit > 0 else {
            turns = []
            return
        }
        // A late answer to an early prompt knows only what was said before it.
        let usable = claim.summary.flatMap { summary in
            summary.watermark.epoch == claim.turn.epoch && summary.watermark.text < claim.turn.text ? summary : nil
        }
        summary = usable?.text
        var left = budget - TokenEstimate.of(message: prompt)
        turns = try await store.turns(
            of: claim.chat, after: usable?.watermark, before: claim.turn, limit: limit,
            while: { turn in
                left -= TokenEstimate.of(prompt: turn.prompt, answer: turn.answer)
                return left >= 0
            })
    }

    /// The conversation as the model gets it.
    var messages: [ModelMessage] {
        turns.flatMap { [ModelMessage.user($0.prompt), .assistant($0.answer)] } + [.user(prompt)]
    }

    /// - Parameter instructions: the system prompt, if there is one.
    func system(_ instructions: String?) -> [String] {
        var texts: [String] = []
        if let instructions { texts.append(instructions) }
        if let summary { texts.append(ConversationRecord.background(summary)) }
        return texts
    }
}
