import Gateway
import HTTPTransport
import Logging
import SystemSupport
import WireFormats

/// The summary of a chat that has outgrown what the model is shown: made beside the conversation, by an invocation of its
/// own, so that nobody waits for it. Without it the conversation goes on all the same.
extension WebChat {
    /// Has the chat summarized if the turn just stored made it too long.
    ///
    /// - Parameter tokens: of that turn, which `chat` does not count yet.
    func summarizeIfNeeded(_ chat: Chat, tokens: Int) async {
        guard chat.contextTokens + tokens > options.contextTokenBudget else { return }
        let event: JSON = [
            "action": .string(Self.summaryAction), "owner": .string(chat.key.owner), "session_id": .string(chat.id),
        ]
        do {
            try await start(event.serialized())
        } catch {
            log.warning(
                "A chat could not be summarized", metadata: ["session": "\(chat.id)", "error": "\(type(of: error))"])
        }
    }

    /// `SUMMARIZE_CHAT`: puts the older half of a conversation that is too long into words of its own. What cannot be
    /// helped by delivering the event again is no error of the invocation.
    ///
    /// - Throws: ``Failure`` when storage fails.
    func summarize(_ event: JSONObject) async throws(Failure) -> JSON {
        let arguments = Arguments(event)
        let id = try arguments.string("session_id")
        let owner = try arguments.string("owner")
        guard let model, ChatKey.isValid(id) else { return ["summarized": 0] }
        var summarized = 0
        // Each round takes as much as the model may be shown; a chat that was imported may need several.
        while let step = try await store.summaryStep(
            of: ChatKey(owner: owner, id: id), budget: options.contextTokenBudget)
        {
            let text: String
            do throws(ModelError) {
                text = try await model.answer(
                    step.request(maximumTokens: options.maximumTokens, temperature: options.temperature)
                ).said
            } catch {
                log.warning(
                    "The model made no summary",
                    metadata: ["session": "\(id)", "code": "\(error.code)", "reason": "\(error.reason)"])
                break
            }
            guard try await store.put(step, text) else { break }
            summarized += step.turns.count
        }
        return ["summarized": .number(JSONNumber(summarized))]
    }

    /// `SWEEP`: removes what was deleted or cleared, as far as the invocation's time goes.
    func sweep() async throws(Failure) -> JSON {
        let end = InvocationScope.deadline.map { $0 - .seconds(10) }
        let removed = try await store.removeWhatIsDue { end.map { .now > $0 } ?? false }
        return ["removed_chats": .number(JSONNumber(removed))]
    }
}
