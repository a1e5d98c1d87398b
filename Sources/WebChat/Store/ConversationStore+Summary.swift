import AWSServices
import Gateway
import SystemSupport
import Tables
import WireFormats

/// The summary beside the messages, which stay as they are.
extension ConversationStore {
    /// The oldest turns that no summary covers, when there are more than `budget` allows: as many as it takes to come down
    /// to half of it, but no more than `budget` has room for, and at least one.
    ///
    /// - Returns: `nil` when there is nothing to summarize.
    func summaryStep(of key: ChatKey, budget: Int) async throws(Failure) -> SummaryStep? {
        let items = try await batchGet(table, [key.header, key.summary])
        guard let chat = items.lazy.compactMap(Chat.init).first, !chat.isDeleted, chat.contextTokens > budget else {
            return nil
        }
        let previous = items.lazy.compactMap(ChatSummary.init).first { $0.watermark.epoch == chat.epoch }
        let excess = chat.contextTokens - budget / 2
        var taken = 0
        let turns = try await oldestTurns(
            of: chat, after: previous?.watermark,
            while: { turn in
                let isWanted = taken < excess
                let tokens = TokenEstimate.of(prompt: turn.prompt, answer: turn.answer)
                defer { taken += tokens }
                return taken == 0 || isWanted && taken + tokens <= budget
            })
        return turns.isEmpty ? nil : SummaryStep(chat: chat, previous: previous, turns: turns)
    }

    /// Answered turns from the oldest on, up to the first that `accepts` refuses.
    private func oldestTurns(
        of chat: Chat, after watermark: TurnID?, while accepts: (AnsweredTurn) -> Bool
    ) async throws(Failure) -> [AnsweredTurn] {
        let prefix = TurnID.prefix(ofEpoch: chat.epoch)
        var query = Query(
            table: table, partition: chat.key.partition,
            range: .between(.string(watermark?.upperBound ?? prefix), .string("\(prefix)~")), limit: 50,
            consistent: true)
        var turns: [AnsweredTurn] = []
        var prompt: ChatMessage?
        repeat {
            let page = try await page(query)
            for message in page.items.compactMap(ChatMessage.init) {
                guard message.sender == .ai else {
                    prompt = message
                    continue
                }
                guard let itsPrompt = prompt, itsPrompt.turn == message.turn else { continue }
                let turn = AnsweredTurn(id: message.turn, prompt: itsPrompt.content, answer: message.content)
                guard accepts(turn) else { return turns }
                turns.append(turn)
            }
            query.startKey = page.lastKey
        } while query.startKey != nil
        return turns
    }

    /// Stores the summary if the one it goes on from is still there and the chat has not been cleared.
    ///
    /// - Returns: false when it has, or somebody else was faster.
    func put(_ step: SummaryStep, _ text: String) async throws(Failure) -> Bool {
        guard let last = step.turns.last else { return false }
        let summary = ChatSummary(
            text: text.prefix(bytes: ChatMessage.maximumPrompt), watermark: last.id, updatedAt: now().description)
        let isNext: Condition =
            if let previous = step.previous {
                .equals(SummaryAttribute.watermark, .string(previous.watermark.text))
            } else {
                .any([.absent(SummaryAttribute.epoch), .less(SummaryAttribute.epoch, .int(step.chat.epoch))])
            }
        let outcome = try await transact([
            .update(
                table: table, key: step.chat.key.header,
                Update(add: [ChatAttribute.contextTokens: .int(-step.tokens), ChatAttribute.version: 1]),
                if: .all([.equals(ChatAttribute.epoch, .int(step.chat.epoch)), .absent(ChatAttribute.deletedAt)])),
            .put(table: table, item: summary.item(in: step.chat.key), if: isNext),
        ])
        guard case .done = outcome else { return false }
        return true
    }
}
