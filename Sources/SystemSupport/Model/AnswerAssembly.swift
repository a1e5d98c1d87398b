import AWSServices
import WireFormats

/// Puts an answer together from what Bedrock streams, or says as a whole.
struct AnswerAssembly {
    private var text = ""
    /// The JSON text of the first tool that is used, and the index of its block.
    private var tool: (index: Int, input: String)?
    private var stopReason: ConverseStopReason?
    private var usage: ModelAnswer.Usage?

    mutating func add(_ event: ConverseEvent) {
        switch event {
        case .textDelta(_, let part): text += part
        case .toolUseStart(let index, _, _): if tool == nil { tool = (index, "") }
        case .toolInputDelta(let index, let part): if tool?.index == index { tool?.input += part }
        case .messageStop(let reason): stopReason = reason
        case .metadata(let tokens):
            usage = ModelAnswer.Usage(inputTokens: tokens.inputTokens, outputTokens: tokens.outputTokens)
        case .messageStart, .otherStart, .otherDelta, .blockStop, .other: break
        }
    }

    mutating func add(_ response: ConverseResponse) {
        for (index, block) in response.content.enumerated() {
            switch block {
            case .text(let part): text += part
            case .toolUse(let use): if tool == nil { tool = (index, use.input.text) }
            case .other: break
            }
        }
        stopReason = response.stopReason
        usage = ModelAnswer.Usage(
            inputTokens: response.usage.inputTokens, outputTokens: response.usage.outputTokens)
    }

    /// Nothing has been said, but for what the model may have thought.
    var isEmpty: Bool { text.isEmpty && tool == nil && stopReason == nil }

    /// What there is of it when time is up: all of it when nothing but the count is missing, `nil` when nobody could make
    /// use of it.
    var cutShort: ModelAnswer? {
        if stopReason != nil, case .success(let answer) = whole { return answer }
        guard !text.isBlank else { return nil }
        return ModelAnswer(text: text, stopReason: .outOfTime)
    }

    /// What it is when the stream has come to its end.
    var whole: Result<ModelAnswer, ModelError> {
        guard let stopReason else {
            return .failure(ModelError(.protocolError, "the stream ended before the message did"))
        }
        let reason = ModelAnswer.StopReason(stopReason)
        // What a tool was used with is lost where the limit has cut it, whatever text came before.
        if reason == .tokenLimit, tool != nil || text.isBlank { return .failure(Self.spent(stopReason)) }
        if stopReason == .malformedToolUse || (stopReason == .malformedModelOutput && text.isBlank) {
            return .failure(ModelError(.protocolError, "Bedrock cannot read the answer (\(stopReason.rawValue))"))
        }
        let toolInput = tool.map { Self.input($0.input) }
        if case .some(.none) = toolInput {
            return .failure(ModelError(.protocolError, "the tool's input is not JSON"))
        }
        let answer = ModelAnswer(text: text, toolInput: toolInput ?? nil, stopReason: reason, usage: usage)
        guard reason == .filtered || answer.toolInput != nil || !text.isBlank else {
            return .failure(ModelError(.empty, "the model had nothing to say (\(stopReason.rawValue))"))
        }
        return .success(answer)
    }

    /// The tokens ended before the answer did: those that it may have, or those that the model can look at.
    private static func spent(_ reason: ConverseStopReason) -> ModelError {
        reason == .contextWindowExceeded
            ? ModelError(.conversationTooLong, "the conversation left no room for an answer (\(reason.rawValue))")
            : ModelError(
                .outOfTokens,
                "the tokens of MODEL_MAX_TOKENS were used up before there was an answer (\(reason.rawValue))")
    }

    /// - Parameter text: empty for a tool that is used without input.
    private static func input(_ text: String) -> JSON? { text.isEmpty ? [:] : try? JSON(parsing: Array(text.utf8)) }
}

extension ModelAnswer.StopReason {
    fileprivate init(_ reason: ConverseStopReason) {
        switch reason {
        case .endTurn, .stopSequence: self = .endOfTurn
        case .toolUse: self = .toolUse
        case .maximumTokens, .contextWindowExceeded: self = .tokenLimit
        case .guardrailIntervened, .contentFiltered: self = .filtered
        default: self = .other(reason.rawValue)
        }
    }
}
