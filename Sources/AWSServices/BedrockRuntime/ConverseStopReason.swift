/// Why a model says no more. The set is open: models come with new reasons.
public struct ConverseStopReason: RawRepresentable, Sendable, Hashable {
    public let rawValue: String

    public init(rawValue: String) { self.rawValue = rawValue }

    public static let endTurn = ConverseStopReason(rawValue: "end_turn")
    public static let toolUse = ConverseStopReason(rawValue: "tool_use")
    public static let maximumTokens = ConverseStopReason(rawValue: "max_tokens")
    public static let stopSequence = ConverseStopReason(rawValue: "stop_sequence")
    public static let guardrailIntervened = ConverseStopReason(rawValue: "guardrail_intervened")
    public static let contentFiltered = ConverseStopReason(rawValue: "content_filtered")
    /// Bedrock could not make anything of what the model said, or of how it used a tool.
    public static let malformedModelOutput = ConverseStopReason(rawValue: "malformed_model_output")
    public static let malformedToolUse = ConverseStopReason(rawValue: "malformed_tool_use")
    /// Question and answer together fill all that the model can look at.
    public static let contextWindowExceeded = ConverseStopReason(rawValue: "model_context_window_exceeded")
}
