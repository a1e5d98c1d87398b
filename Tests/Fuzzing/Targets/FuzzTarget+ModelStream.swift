import WireFormats

@testable import AWSServices

extension FuzzTarget {
    private static let types = [
        "chunk", "trace", "returnControl", "files", "messageStart", "contentBlockStart", "contentBlockDelta",
        "contentBlockStop", "messageStop", "metadata", "unknown",
    ]

    /// The events of agents and models are read or refused, and what is not known is kept as it came.
    static let modelStream = FuzzTarget("model-stream") { _ in
        let payloads: [(UInt8, JSON)] = [
            (0, ["bytes": "aGk="]), (0, ["attribution": [:]]), (1, ["trace": ["orchestrationTrace": [:]]]),
            (4, ["role": "assistant"]), (6, ["contentBlockIndex": 0, "delta": ["text": "hi"]]),
            (5, ["contentBlockIndex": 1, "start": ["toolUse": ["toolUseId": "t", "name": "n"]]]),
            (6, ["contentBlockIndex": 1, "delta": ["toolUse": ["input": "{"]]]), (7, ["contentBlockIndex": 0]),
            (8, ["stopReason": "end_turn"]), (9, ["usage": ["inputTokens": 1, "outputTokens": 2, "totalTokens": 3]]),
        ]
        return payloads.map { [$0.0] + $0.1.serialized() }
    } check: { bytes in
        var input = FuzzInput(bytes)
        let type = input.pick(types)
        let payload = Array(input.rest)
        if case .other(let name, let kept)? = try? AgentEvent(type: type, payload: payload) {
            try require(name == type && kept == payload, "an unknown event of an agent is kept as another")
        }
        if case .other(let name, let kept)? = try? ConverseEvent(type: type, payload: payload) {
            try require(name == type && kept == payload, "an unknown event of a model is kept as another")
        }
    }
}
