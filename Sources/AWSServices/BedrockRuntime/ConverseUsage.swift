internal import WireFormats

/// The tokens of an answer.
public struct ConverseUsage: Sendable, Hashable {
    public var inputTokens: Int
    public var outputTokens: Int

    public init(inputTokens: Int, outputTokens: Int) {
        self.inputTokens = inputTokens
        self.outputTokens = outputTokens
    }

    init(_ json: JSON?) throws(EventPayloadError) {
        guard let input = json?["inputTokens"]?.int, let output = json?["outputTokens"]?.int else {
            throw EventPayloadError("the usage lacks inputTokens or outputTokens")
        }
        self.init(inputTokens: input, outputTokens: output)
    }
}
