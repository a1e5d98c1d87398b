import AWSCore
import AWSServices
import Synchronization
import WireFormats

/// A part of a request, or a way of asking, that a model does not take, and that it can be asked without.
///
/// No API of Bedrock says which model takes what. A refusal is a `ValidationException` whatever it is about, and only its
/// words tell. They are those of Bedrock and of the models' providers, as people have reported them; new models may bring
/// new ones, so a few words are looked for and no whole sentences:
///
/// - "`temperature` is deprecated for this model.", also behind "The model returned the following errors:"
///   (github.com/promptfoo/promptfoo/issues/10307, 2026-08; github.com/cline/cline/issues/10572, 2026-05)
/// - "The maximum tokens you requested exceeds the model limit of 4096. Try again with a maximum tokens value that is lower
///   than 4096." (github.com/vercel/ai/issues/2772, 2024-08); "Invalid 'max_output_tokens': integer below minimum value.
///   Expected a value >= 16, but got 10 instead." (github.com/vectorize-io/hindsight/issues/58, 2025-12)
/// - "This model doesn't support the toolConfig.toolChoice.any field. Remove toolConfig.toolChoice.any and try again."
///   (github.com/strands-agents/harness-sdk/issues/1241, 2025)
/// - "This model doesn't support system messages. Try again without a system message or use a model that supports system
///   messages." (github.com/567-labs/instructor/issues/1753, 2025-07)
/// - "The model is unsupported for streaming." (github.com/aws-samples/amazon-bedrock-client-for-mac/issues/112, 2025-08);
///   "This action doesn't support the model that you provided.", which Converse may say too
/// - "This model doesn't support tool use in streaming mode." (github.com/earendil-works/pi/issues/3739, 2026-04)
enum RefusedPart: Sendable, Hashable {
    case temperature
    /// This limit of the answer's tokens: too high for the model, or too low.
    case tokenLimit(Int)
    /// To say that a tool must be used.
    case toolChoice
    case systemMessages
    case streaming
    case streamingOfTools

    /// What a refusal is about.
    ///
    /// - Returns: `nil` when the request did not have it, or the words say something else.
    init?(_ error: AWSError, to request: ConverseRequest, streamed: Bool) {
        guard error.isRefusal else { return nil }
        let message = error.message.lowercased()
        func says(_ words: String...) -> Bool { words.contains { message.contains(bytesOf: $0) } }
        if request.temperature != nil, says("temperature") {
            self = .temperature
        } else if request.toolChoice != nil, says("toolchoice", "tool_choice") {
            self = .toolChoice
        } else if streamed,
            says("streaming", "conversestream", "response stream", "responsestream", "action doesn't support the model")
        {
            self = !request.tools.isEmpty && says("tool") ? .streamingOfTools : .streaming
        } else if !request.system.isEmpty, says("system"), says("support") {
            self = .systemMessages
        } else if let limit = request.maximumTokens,
            says("maximum tokens", "max tokens", "maxtokens", "max_tokens", "output_tokens", "completion_tokens")
        {
            self = .tokenLimit(limit)
        } else {
            return nil
        }
    }

    /// How it goes on, for the log.
    var consequence: String {
        switch self {
        case .temperature: "The model takes no temperature; MODEL_TEMPERATURE is not sent to it from now on"
        case .tokenLimit(let limit):
            "The model does not take \(limit) as the limit of an answer's tokens and is asked without one from now on; "
                + "set MODEL_MAX_TOKENS to what it takes"
        case .toolChoice: "The model cannot be made to use a tool; from now on that is left to it"
        case .systemMessages: "The model takes no system messages; from now on they go into the first message"
        case .streaming: "The model cannot stream; from now on its answers are waited for as a whole"
        case .streamingOfTools:
            "The model cannot stream where it may use tools; from now on such answers are waited for as a whole"
        }
    }
}

/// What a model has refused, for as long as the process lives.
final class RefusedParts: Sendable {
    private let parts = Mutex<Set<RefusedPart>>([])

    var all: Set<RefusedPart> { parts.withLock(\.self) }

    /// - Returns: false when it was known.
    func learn(_ part: RefusedPart) -> Bool { parts.withLock { $0.insert(part).inserted } }
}
