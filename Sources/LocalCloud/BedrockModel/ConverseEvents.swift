import AWSCore
import WireFormats

/// Words a reply as ConverseStream and Converse do, in the shapes of the service model (`bedrock-runtime-2023-09-30`).
enum ConverseEvents {
    static func messageStart() -> EventStreamMessage { event("messageStart", ["role": "assistant"]) }

    /// Proves that thoughts are the model's own; in Base64, as they all are.
    private static let signature: JSON = "c2lnbmF0dXJl"

    /// The whole block of thoughts but for its end, which is block 0.
    static func thoughts(_ text: String) -> [EventStreamMessage] {
        [["text": .string(text)], ["signature": signature]].map { (part: JSON) in
            event("contentBlockDelta", ["delta": ["reasoningContent": part], "contentBlockIndex": 0])
        }
    }

    static func blockStart(_ use: ModelReply.ToolUse, id: String, block: Int) -> EventStreamMessage {
        event(
            "contentBlockStart",
            [
                "start": ["toolUse": ["toolUseId": .string(id), "name": .string(use.name)]],
                "contentBlockIndex": index(block),
            ])
    }

    static func text(_ text: some StringProtocol, block: Int) -> EventStreamMessage {
        event("contentBlockDelta", ["delta": ["text": .string(String(text))], "contentBlockIndex": index(block)])
    }

    static func toolInput(_ part: some StringProtocol, block: Int) -> EventStreamMessage {
        event(
            "contentBlockDelta",
            ["delta": ["toolUse": ["input": .string(String(part))]], "contentBlockIndex": index(block)])
    }

    static func blockStop(_ block: Int) -> EventStreamMessage {
        event("contentBlockStop", ["contentBlockIndex": index(block)])
    }

    private static func index(_ block: Int) -> JSON { .number(JSONNumber(block)) }

    static func messageStop(_ reply: ModelReply) -> EventStreamMessage {
        event("messageStop", ["stopReason": .string(reply.stopReason)])
    }

    static func metadata(_ reply: ModelReply, latency: Duration) -> EventStreamMessage {
        event("metadata", ["usage": usage(reply), "metrics": ["latencyMs": milliseconds(latency)]])
    }

    /// - Parameter refusal: one that is a member of the stream's union.
    static func exception(_ refusal: ServiceRefusal) -> EventStreamMessage {
        .exception(
            refusal.type.prefix(1).lowercased() + refusal.type.dropFirst(),
            payload: (["message": .string(refusal.message)] as JSON).serialized())
    }

    /// The answer of Converse.
    static func whole(_ reply: ModelReply, id: String, latency: Duration) -> JSON {
        var blocks: [JSON] = []
        if !reply.thoughts.isEmpty {
            blocks.append([
                "reasoningContent": ["reasoningText": ["text": .string(reply.thoughts), "signature": signature]]
            ])
        }
        switch reply.content {
        case .text(let text): blocks.append(["text": .string(text)])
        case .toolUse(let use):
            blocks.append(["toolUse": ["toolUseId": .string(id), "name": .string(use.name), "input": use.input]])
        case nil: break
        }
        return [
            "output": ["message": ["role": "assistant", "content": .array(blocks)]],
            "stopReason": .string(reply.stopReason),
            "usage": usage(reply), "metrics": ["latencyMs": milliseconds(latency)],
        ]
    }

    private static func usage(_ reply: ModelReply) -> JSON {
        [
            "inputTokens": .number(JSONNumber(reply.inputTokens)),
            "outputTokens": .number(JSONNumber(reply.outputTokens)),
            "totalTokens": .number(JSONNumber(reply.inputTokens + reply.outputTokens)),
        ]
    }

    private static func milliseconds(_ duration: Duration) -> JSON {
        .number(JSONNumber(Int(duration / .milliseconds(1))))
    }

    /// Bedrock pads each event with a member `p`, which is in no model.
    private static func event(_ type: String, _ payload: JSONObject) -> EventStreamMessage {
        var payload = payload
        payload["p"] = "abcdefghij"
        return .event(type, payload: JSON.object(payload).serialized())
    }
}
