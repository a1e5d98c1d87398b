public import WireFormats

/// What a model says, as it says it.
public typealias ConverseEventStream = AWSEventStream<ConverseEvent>

/// A step of an answer: a member of the union `ConverseStreamOutput`. Blocks of content have indexes, from 0.
public enum ConverseEvent: Sendable, Hashable {
    case messageStart(role: String)
    /// A block that is no plain text begins.
    case toolUseStart(index: Int, id: String, name: String)
    case otherStart(index: Int, JSON)
    case textDelta(index: Int, String)
    /// A part of the tool's input: JSON text that may be cut anywhere.
    case toolInputDelta(index: Int, String)
    /// A part of some other kind of block, such as `reasoningContent`.
    case otherDelta(index: Int, JSON)
    case blockStop(index: Int)
    case messageStop(ConverseStopReason)
    /// The last event.
    case metadata(ConverseUsage)
    /// A member that is newer than this client.
    case other(name: String, payload: [UInt8])
}

extension ConverseEvent {
    /// - Throws: what is wrong with the payload.
    init(type: String, payload: [UInt8]) throws(EventPayloadError) {
        switch type {
        case "messageStart":
            self = .messageStart(role: try Self.text("role", type, try JSON(payload: payload, of: type)))
        case "contentBlockStart": self = try Self.start(type, JSON(payload: payload, of: type))
        case "contentBlockDelta": self = try Self.delta(type, JSON(payload: payload, of: type))
        case "contentBlockStop": self = .blockStop(index: try Self.index(type, JSON(payload: payload, of: type)))
        case "messageStop":
            let reason = try Self.text("stopReason", type, JSON(payload: payload, of: type))
            self = .messageStop(ConverseStopReason(rawValue: reason))
        case "metadata": self = .metadata(try ConverseUsage(JSON(payload: payload, of: type)["usage"]))
        default: self = .other(name: type, payload: payload)
        }
    }

    private static func start(_ type: String, _ json: JSON) throws(EventPayloadError) -> ConverseEvent {
        let index = try index(type, json)
        guard let use = json["start"]?["toolUse"] else { return .otherStart(index: index, json["start"] ?? [:]) }
        return .toolUseStart(index: index, id: try text("toolUseId", type, use), name: try text("name", type, use))
    }

    private static func delta(_ type: String, _ json: JSON) throws(EventPayloadError) -> ConverseEvent {
        let index = try index(type, json)
        guard let delta = json["delta"] else { throw EventPayloadError("the event \(type) lacks delta") }
        if let text = delta["text"]?.string { return .textDelta(index: index, text) }
        if let use = delta["toolUse"] { return .toolInputDelta(index: index, try text("input", type, use)) }
        return .otherDelta(index: index, delta)
    }

    private static func index(_ type: String, _ json: JSON) throws(EventPayloadError) -> Int {
        guard let index = json["contentBlockIndex"]?.int else {
            throw EventPayloadError("the event \(type) lacks contentBlockIndex")
        }
        return index
    }

    private static func text(_ name: String, _ type: String, _ json: JSON) throws(EventPayloadError) -> String {
        guard let text = json[name]?.string else { throw EventPayloadError("the event \(type) lacks \(name)") }
        return text
    }
}
