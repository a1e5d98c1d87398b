import Gateway
import Logging
import SystemSupport
import WireFormats

extension WebChat {
    /// How soon to repeat a request that is being answered, in seconds.
    private static let repeatAfter = "2"

    /// `POST /api/generate/`
    ///
    /// The prompt is stored before the model is asked, once for each id. Whoever claims it asks the model; a repeat that
    /// comes meanwhile gets 409 with `Retry-After`, one that comes later the stored answer, and one after a failure asks
    /// again.
    func generate(_ request: Request) async throws(Failure) -> Response {
        let owner = try owner(of: request)
        let asked = try GenerateRequest(request)
        guard let model else { throw Self.noModel }
        let prompt = NewPrompt(id: asked.messageID ?? effects.uuid(), text: asked.prompt)
        // A repeat of the request that began the chat does not know its id yet.
        let session = asked.sessionID ?? DerivedUUID.of("chat", owner, prompt.id)
        let key = ChatKey(owner: owner, id: session)
        switch try await store.begin(prompt, in: key) {
        case .claimed(let claim):
            return try await answer(claim, asked, model)
        case .answered(_, let answer):
            return Self.answered(session, prompt.id, answer)
        case .underWay:
            return Self.refused(
                409, "The prompt is being answered. Please ask again.", session, prompt.id,
                headers: ["Retry-After": Self.repeatAfter, "Access-Control-Expose-Headers": Self.exposedHeaders])
        case .idTaken:
            return Self.refused(
                422, "The message_id or Idempotency-Key was used for another prompt", session, prompt.id)
        case .gone:
            return Self.gone(session, prompt.id)
        }
    }

    private func answer(
        _ claim: Claim, _ asked: GenerateRequest, _ model: any ChatModel
    ) async throws(Failure) -> Response {
        let session = claim.chat.id
        let outcome: Result<ModelAnswer, ModelError>
        do {
            let window = try await ContextWindow(
                of: claim, limit: asked.window, budget: options.contextTokenBudget, store)
            outcome = await ask(window, model)
        } catch {
            await store.release(claim)
            throw error
        }
        switch outcome {
        case .success(let answer):
            let tokens = TokenEstimate.of(prompt: claim.prompt.text, answer: answer.text)
            let isComplete = answer.isComplete && answer.stopReason != .tokenLimit
            let ending: ConversationStore.Ending
            do {
                ending = try await store.complete(claim, with: answer.text, isComplete: isComplete, tokens: tokens)
            } catch {
                await store.release(claim)
                throw error
            }
            switch ending {
            case .stored(let message):
                await summarizeIfNeeded(claim.chat, tokens: tokens)
                return Self.answered(session, claim.prompt.id, message)
            case .answeredBefore(let message):
                return Self.answered(session, claim.prompt.id, message)
            case .gone:
                return Self.gone(session, claim.prompt.id)
            }
        case .failure(let error):
            log.warning(
                "The model gave no answer",
                metadata: ["session": "\(session)", "code": "\(error.code)", "reason": "\(error.reason)"])
            await store.release(claim)
            return Self.refusal(for: error, session, claim.prompt.id)
        }
    }

    private func ask(_ window: ContextWindow, _ model: any ChatModel) async -> Result<ModelAnswer, ModelError> {
        do throws(ModelError) {
            let answer = try await model.answer(
                ModelRequest(
                    system: window.system(options.systemPrompt), messages: window.messages,
                    maximumTokens: options.maximumTokens, temperature: options.temperature,
                    timeLimit: options.answerTime))
            _ = try answer.said
            return .success(answer)
        } catch {
            return .failure(error)
        }
    }
}

// MARK: - Answers

extension WebChat {
    static let noModel = Failure(.unavailable, "No model is set up: MODEL_ID is not set")

    private static func answered(_ session: String, _ promptID: String, _ answer: ChatMessage) -> Response {
        let parts = FencedCode(answer.content)
        var body: JSONObject = [
            "response": .string(parts.text), "message_type": "conversation", "session_id": .string(session),
            "timestamp": unixTime(answer.createdAt), "message_id": .string(promptID), "answer_id": .string(answer.id),
        ]
        if let code = parts.code { body["code"] = .string(code) }
        if answer.status == .incomplete { body["incomplete"] = true }
        return .json(.object(body))
    }

    /// Seconds since 1970 with a fraction, as the original had it.
    private static func unixTime(_ text: String) -> JSON {
        guard let time = Timestamp(text), let number = JSONNumber(Double(time.microseconds) / 1_000_000) else {
            return .null
        }
        return .number(number)
    }

    private static func refused(
        _ status: Int, _ detail: String, _ session: String, _ promptID: String, headers: HTTPHeaders = [:]
    ) -> Response {
        .json(
            ["detail": .string(detail), "session_id": .string(session), "message_id": .string(promptID)],
            status: status, headers: headers)
    }

    private static func gone(_ session: String, _ promptID: String) -> Response {
        refused(409, "The chat was cleared or deleted while the prompt was under way", session, promptID)
    }

    /// The prompt stays, unanswered; `message_id` in a repeat has it answered after all.
    private static func refusal(for error: ModelError, _ session: String, _ promptID: String) -> Response {
        switch error.code {
        case .throttled(let pause):
            let seconds = max(1, Int((pause ?? .seconds(5)).components.seconds))
            return refused(
                429, "The model has too many requests. Please try again.", session, promptID,
                headers: ["Retry-After": "\(seconds)", "Access-Control-Expose-Headers": exposedHeaders])
        case .notAvailable:
            return refused(503, "The model is not available", session, promptID)
        case .unavailable, .protocolError, .timedOut, .conversationTooLong, .refused, .outOfTokens, .filtered, .empty:
            return refused(500, "Generation error: \(error.reason)", session, promptID)
        }
    }
}
