public import WireFormats

/// What an agent says and does, as it happens.
public typealias AgentEventStream = AWSEventStream<AgentEvent>

/// What an agent says or does: a member of the union that InvokeAgent streams.
public enum AgentEvent: Sendable, Hashable {
    /// A part of the answer's text in UTF-8. A character of several bytes may be cut across chunks.
    case chunk([UInt8])
    /// A step of the agent: `TracePart` of the API reference, with `agentId`, `sessionId` and `trace`.
    case trace(JSON)
    /// The agent asks its caller to act: `ReturnControlPayload`.
    case returnControl(JSON)
    /// Files that the agent made: `FilePart`.
    case files(JSON)
    /// A member that is newer than this client.
    case other(name: String, payload: [UInt8])
}

extension AgentEvent {
    /// - Throws: what is wrong with the payload.
    init(type: String, payload: [UInt8]) throws(EventPayloadError) {
        switch type {
        case "chunk":
            // A chunk may have nothing but citations (`attribution`).
            guard let bytes = try JSON(payload: payload, of: type)["bytes"], !bytes.isNull else {
                self = .chunk([])
                return
            }
            guard let text = bytes.string.flatMap({ Base64.decode($0) }) else {
                throw EventPayloadError("the bytes of a chunk are not Base64")
            }
            self = .chunk(text)
        case "trace": self = .trace(try JSON(payload: payload, of: type))
        case "returnControl": self = .returnControl(try JSON(payload: payload, of: type))
        case "files": self = .files(try JSON(payload: payload, of: type))
        default: self = .other(name: type, payload: payload)
        }
    }
}
