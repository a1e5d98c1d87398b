public import WireFormats

/// What a model said.
public struct ModelAnswer: Sendable, Hashable {
    /// Why it says no more.
    public enum StopReason: Sendable, Hashable {
        case endOfTurn
        /// It has filled in the request's ``ModelTool``.
        case toolUse
        /// ``ModelRequest/maximumTokens`` was reached.
        case tokenLimit
        /// A guardrail or the model's provider has held back the rest, or all of it.
        case filtered
        /// Time was up while it was still speaking.
        case outOfTime
        /// A reason that is newer than this list.
        case other(String)
    }

    /// Billed tokens.
    public struct Usage: Sendable, Hashable {
        public var inputTokens: Int
        public var outputTokens: Int

        public init(inputTokens: Int, outputTokens: Int) {
            self.inputTokens = inputTokens
            self.outputTokens = outputTokens
        }
    }

    /// May be empty, when a tool was used or all was filtered.
    public var text: String
    /// What was filled in for ``ModelRequest/tool``.
    public var toolInput: JSON?
    public var stopReason: StopReason
    /// `nil` when the answer was broken off: the count comes last.
    public var usage: Usage?

    public init(text: String, toolInput: JSON? = nil, stopReason: StopReason = .endOfTurn, usage: Usage? = nil) {
        self.text = text
        self.toolInput = toolInput
        self.stopReason = stopReason
        self.usage = usage
    }

    /// The text, where there is any.
    ///
    /// - Throws: ``ModelError`` that says why there is none: `filtered`, `outOfTokens` or `empty`.
    public var said: String {
        get throws(ModelError) {
            guard text.isBlank else { return text }
            switch stopReason {
            case .filtered: throw ModelError(.filtered, "the answer was held back")
            case .tokenLimit: throw ModelError(.outOfTokens, "the tokens were used up before there was an answer")
            case .endOfTurn, .toolUse, .outOfTime, .other: throw ModelError(.empty, "the answer is empty")
            }
        }
    }

    /// False when the model would have said more, had there been time.
    public var isComplete: Bool { stopReason != .outOfTime }
}
