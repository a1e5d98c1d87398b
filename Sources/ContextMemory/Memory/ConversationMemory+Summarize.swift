public import Gateway
import Logging
import SystemSupport

extension ConversationMemory {
    /// How often a summary that somebody else changes meanwhile is begun anew.
    private static let maximumAttempts = 5

    /// Brings the summary up to date: what it does not cover yet is added to it, by the model where there is one.
    ///
    /// A long conversation is summarized piece by piece, each as long as the model may be shown at once. What is done is
    /// stored, so that after a failure the next call goes on from there.
    ///
    /// - Parameter fallback: takes an extract where the model fails, instead of throwing.
    /// - Returns: `nil` without a session.
    public func summarize(_ id: String, fallback: Bool = false) async throws(Failure) -> MadeSummary? {
        let key = try key(id)
        for _ in 0..<Self.maximumAttempts {
            guard let head = try await read(key, messages: 0) else { return nil }
            let summary = head.summary ?? ContextSummary(text: "", through: 0, updatedAt: head.lastUpdated)
            guard head.lastNumber > summary.through else { return MadeSummary(summary: summary, maker: nil) }
            guard let session = try await read(key, messages: head.lastNumber - summary.through) else { return nil }
            switch try await summarize(session, after: summary, key, fallback: fallback) {
            case .made(let made): return made
            case .noSession: return nil
            case .outdated: break
            }
        }
        throw Failure(.unavailable, "The summary is being changed by others. Please try again.")
    }

    private enum Attempt {
        case made(MadeSummary)
        /// Somebody else has summarized more meanwhile.
        case outdated
        case noSession
    }

    private func summarize(
        _ session: ContextSession, after summary: ContextSummary, _ key: String, fallback: Bool
    ) async throws(Failure) -> Attempt {
        var made = MadeSummary(summary: summary, maker: nil)
        while let step = SummaryStep(session, after: made.summary, budget: options.contextTokenBudget) {
            let (text, maker) = try await text(of: step, fallback: fallback)
            let time = effects.now()
            switch try await update(text, through: step.through, key, at: time) {
            case .updated:
                made = MadeSummary(
                    summary: ContextSummary(text: text, through: step.through, updatedAt: time), maker: maker)
            case .outdated: return .outdated
            case .noSession: return .noSession
            }
        }
        return .made(made)
    }

    private func text(
        of step: SummaryStep, fallback: Bool
    ) async throws(Failure) -> (String, MadeSummary.Maker) {
        guard let model else { return (ContextExtract.of(step.messages, after: step.previous), .extract) }
        do throws(ModelError) {
            let answer = try await model.answer(
                step.request(
                    maximumTokens: options.maximumTokens, temperature: options.temperature,
                    timeLimit: options.answerTime))
            return (try answer.said.prefix(bytes: Self.maximumSummary), .model)
        } catch {
            log.warning("The model made no summary", metadata: ["code": "\(error.code)", "reason": "\(error.reason)"])
            guard fallback else { throw Self.failure(error, doing: "summarizing") }
            return (ContextExtract.of(step.messages, after: step.previous), .extract)
        }
    }
}
