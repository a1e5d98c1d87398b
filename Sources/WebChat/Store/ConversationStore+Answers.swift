import AWSServices
import Gateway
import Logging
import SystemSupport
import Tables
import WireFormats

/// Ending a turn: storing the answer, once, or giving the claim back.
extension ConversationStore {
    enum Ending: Sendable {
        case stored(ChatMessage)
        /// Somebody else's answer was there first; it is the one.
        case answeredBefore(ChatMessage)
        /// The chat was cleared or deleted meanwhile, and the prompt with it.
        case gone
    }

    /// - Parameter tokens: how much longer the turn makes the conversation.
    func complete(
        _ claim: Claim, with text: String, isComplete: Bool, tokens: Int
    ) async throws(Failure) -> Ending {
        let key = claim.chat.key
        let content = text.prefix(bytes: ChatMessage.maximumAnswer)
        let isWhole = isComplete && content.utf8.count == text.utf8.count
        var chat = claim.chat
        for _ in 0..<Self.maximumRaces {
            let time = now()
            let answer = ChatMessage(
                turn: claim.turn, id: effects.uuid(), sender: .ai, content: content, createdAt: time.description,
                status: isWhole ? .complete : .incomplete)
            let outcome = try await transact(
                [
                    countMessage(in: chat, tokens: tokens, at: time),
                    .update(
                        table: table, key: key.message(claim.turn.promptSort),
                        Update(
                            set: [MessageAttribute.status: .string(ChatMessage.Status.complete.rawValue)],
                            remove: [MessageAttribute.leaseOwner, MessageAttribute.leaseUntil]),
                        if: .equals(MessageAttribute.status, .string(ChatMessage.Status.unanswered.rawValue))),
                    .put(
                        table: table, item: answer.item(in: key), if: .absent(ConversationAttribute.partition)),
                ] + count(messages: 1, of: key.owner, at: time))
            guard case .refused = outcome else { return .stored(answer) }
            guard let current = try await self.chat(key), current.epoch == claim.turn.epoch else { return .gone }
            let (prompt, other) = try await turn(claim.turn, in: key)
            if let other { return .answeredBefore(other) }
            guard prompt != nil else { return .gone }
            chat = current
        }
        throw Self.busy
    }

    /// Lets the next repeat ask again at once. What goes wrong here is put right by the end of the lease.
    func release(_ claim: Claim) async {
        do {
            try await update(
                table, claim.chat.key.message(claim.turn.promptSort),
                Update(remove: [MessageAttribute.leaseOwner, MessageAttribute.leaseUntil]),
                if: .equals(MessageAttribute.leaseOwner, .string(claim.leaseOwner)))
        } catch {
            log.warning(
                "A prompt stays claimed until its lease ends",
                metadata: ["session": "\(claim.chat.id)", "reason": "\(error.message)"])
        }
    }
}
