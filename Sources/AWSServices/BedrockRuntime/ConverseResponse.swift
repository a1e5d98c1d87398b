internal import WireFormats

/// What a model said, as a whole.
public struct ConverseResponse: Sendable, Hashable {
    public var content: [ConverseContent]
    public var stopReason: ConverseStopReason
    public var usage: ConverseUsage

    public init(content: [ConverseContent], stopReason: ConverseStopReason, usage: ConverseUsage) {
        self.content = content
        self.stopReason = stopReason
        self.usage = usage
    }
}

extension ConverseResponse {
    init(_ json: JSON) throws(EventPayloadError) {
        guard let blocks = json["output"]?["message"]?["content"]?.array, let reason = json["stopReason"]?.string else {
            throw EventPayloadError("the answer lacks output.message.content or stopReason")
        }
        content = []
        for block in blocks { content.append(try ConverseContent(block)) }
        stopReason = ConverseStopReason(rawValue: reason)
        usage = try ConverseUsage(json["usage"])
    }
}
