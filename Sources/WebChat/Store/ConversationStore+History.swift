import AWSServices
import Gateway
import SystemSupport
import Tables
import WireFormats

/// Reading what was said.
extension ConversationStore {
    /// Messages of the chat's epoch from the newest on: a page of them.
    ///
    /// - Parameters:
    ///   - limit: the most to give.
    ///   - position: the sort key of the last one of the page before.
    /// - Returns: the messages, and whether there are more.
    func messages(
        of chat: Chat, limit: Int, after position: String?
    ) async throws(Failure) -> (messages: [ChatMessage], hasMore: Bool) {
        let page = try await page(
            Query(
                table: table, partition: chat.key.partition,
                range: .beginsWith(TurnID.prefix(ofEpoch: chat.epoch)), descending: true, limit: limit + 1,
                startKey: position.map { chat.key.message($0) }, consistent: true))
        let messages = page.items.compactMap(ChatMessage.init)
        return (Array(messages.prefix(limit)), messages.count > limit || page.lastKey != nil)
    }

    /// The last answered turns, oldest first: up to `limit` of them, and none that `accepts` refuses nor any before that
    /// one.
    ///
    /// - Parameters:
    ///   - watermark: turns up to this one are left out.
    ///   - end: turns from this one on are left out.
    func turns(
        of chat: Chat, after watermark: TurnID?, before end: TurnID?, limit: Int,
        while accepts: (AnsweredTurn) -> Bool
    ) async throws(Failure) -> [AnsweredTurn] {
        guard limit > 0 else { return [] }
        let prefix = TurnID.prefix(ofEpoch: chat.epoch)
        var query = Query(
            table: table, partition: chat.key.partition,
            range: .between(
                .string(watermark?.upperBound ?? prefix), .string(end?.lowerBound ?? "\(prefix)~")),
            descending: true, consistent: true)
        var turns: [AnsweredTurn] = []
        var answer: ChatMessage?
        repeat {
            // An unanswered prompt takes a place too; the loop makes up for it.
            query.limit = 2 * (limit - turns.count)
            let page = try await page(query)
            for message in page.items.compactMap(ChatMessage.init) {
                guard message.sender == .human else {
                    answer = message
                    continue
                }
                guard let itsAnswer = answer, itsAnswer.turn == message.turn else { continue }
                let turn = AnsweredTurn(id: message.turn, prompt: message.content, answer: itsAnswer.content)
                guard turns.count < limit, accepts(turn) else { return turns.reversed() }
                turns.append(turn)
            }
            query.startKey = page.lastKey
        } while query.startKey != nil && turns.count < limit
        return turns.reversed()
    }
}
