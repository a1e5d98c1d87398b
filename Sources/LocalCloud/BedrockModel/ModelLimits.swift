/// What a model does not take, as its id says: `local-model.no-system.no-streamed-tools` is asked like models that have neither
/// system messages nor tools in a stream, and refuses as Bedrock does. An id without such words has no limits.
///
/// The sentences are those that people have reported; `RefusedPart` says where, as the function goes by them.
struct ModelLimits: Sendable, Hashable {
    private let words: Set<Substring>

    init(modelID: String) { words = Set(modelID.split(separator: ".")) }

    /// It thinks before it speaks, and needs tokens for that.
    var thinksFirst: Bool { words.contains("thinks") }

    /// - Parameter streams: the call is ConverseStream.
    /// - Throws: the `ValidationException` that Bedrock has for such a model.
    func check(_ conversation: ModelConversation, streams: Bool) throws(ServiceRefusal) {
        if streams, words.contains("no-streaming") { throw .invalid("The model is unsupported for streaming.") }
        if !conversation.tools.isEmpty {
            if words.contains("no-tools") { throw .invalid("This model doesn't support tool use.") }
            if streams, words.contains("no-streamed-tools") {
                throw .invalid("This model doesn't support tool use in streaming mode.")
            }
        }
        if let field = conversation.toolChoice.field, words.contains("no-tool-choice") {
            throw .invalid(
                "This model doesn't support the toolConfig.toolChoice.\(field) field. Remove "
                    + "toolConfig.toolChoice.\(field) and try again.")
        }
        if !conversation.system.isEmpty, words.contains("no-system") {
            throw .invalid(
                "This model doesn't support system messages. Try again without a system message or use a model that "
                    + "supports system messages.")
        }
        if let tokens = conversation.maximumTokens { try check(tokens: tokens) }
        if conversation.hasTemperature, words.contains("no-temperature") {
            throw .invalid(
                "The model returned the following errors: `temperature` is deprecated for this model.")
        }
    }

    private func check(tokens: Int) throws(ServiceRefusal) {
        if let most = number(behind: "max-tokens-"), tokens > most {
            throw .invalid(
                "The maximum tokens you requested exceeds the model limit of \(most). Try again with a maximum tokens "
                    + "value that is lower than \(most).")
        }
        if let least = number(behind: "min-tokens-"), tokens < least {
            throw .invalid(
                "Invalid 'max_output_tokens': integer below minimum value. Expected a value >= \(least), but got "
                    + "\(tokens) instead.")
        }
    }

    private func number(behind prefix: String) -> Int? {
        words.lazy.compactMap { $0.hasPrefix(prefix) ? Int($0.dropFirst(prefix.count)) : nil }.first
    }
}

extension ModelConversation.ToolChoice {
    /// What a tool is asked for with; `nil` where it is left to the model.
    fileprivate var field: String? {
        switch self {
        case .auto: nil
        case .any: "any"
        case .tool: "tool"
        }
    }
}
