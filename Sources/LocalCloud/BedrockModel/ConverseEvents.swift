import AWSCore
import WireFormats

/// Words a reply as ConverseStream and Converse do, in the shapes of the service model (`bedrock-runtime-2023-09-30`).
enum ConverseEvents {
    static func messageStart() -> EventStreamMessage { event("messageStart", ["role": "assistant"]) }

    static func blockStart(_ use: ModelReply.ToolUse, id: String) -> EventStreamMessage {
        event(
            "contentBlockStart",
            [
                "start": ["toolUse": ["toolUseId": .string(id), "name": .string(use.name)]], "contentBlockIndex": 0,
            ])
    }

    static func text(_ text: some StringProtocol) -> EventStreamMessage {
        event("contentBlockDelta", ["delta": ["text": .string(String(text))], "contentBlockIndex": 0])
    }

    static func toolInput(_ part: some StringProtocol) -> EventStreamMessage {
        event("contentBlockDelta", ["delta": ["toolUse": ["input": .string(String(part))]], "contentBlockIndex": 0])
    }

    static func blockStop() -> EventStreamMessage { event("contentBlockStop", ["contentBlockIndex": 0]) }

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
        let block: JSON =
            switch reply.content {
            case .text(let text): ["text": .string(text)]
            case .toolUse(let use):
                ["toolUse": ["toolUseId": .string(id), "name": .string(use.name), "input": use.input]]
            }
        return [
            "output": ["message": ["role": "assistant", "content": [block]]], "stopReason": .string(reply.stopReason),
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
