/// What a message means by its `:message-type`, in the streams that services send.
///
/// Source: Smithy's "Amazon Event Stream Specification", "Message types".
public enum EventStreamEvent: Sendable, Hashable {
    /// `:event-type` is the member of the stream's union that the payload is.
    case event(type: String, contentType: String?, payload: [UInt8])
    /// An error of the service's model; nothing follows it.
    case exception(type: String, contentType: String?, payload: [UInt8])
    /// An error that is in no model; nothing follows it.
    case error(code: String, message: String)

    /// - Throws: ``EventStreamError`` with `messageType` when the message says neither what it is nor of which kind.
    public init(_ message: EventStreamMessage) throws(EventStreamError) {
        let contentType = message[":content-type"]?.string
        switch message[":message-type"]?.string {
        case "event":
            guard let type = message[":event-type"]?.string else { throw EventStreamError(rule: .messageType) }
            self = .event(type: type, contentType: contentType, payload: message.payload)
        case "exception":
            guard let type = message[":exception-type"]?.string else { throw EventStreamError(rule: .messageType) }
            self = .exception(type: type, contentType: contentType, payload: message.payload)
        case "error":
            guard let code = message[":error-code"]?.string else { throw EventStreamError(rule: .messageType) }
            self = .error(code: code, message: message[":error-message"]?.string ?? "")
        default:
            throw EventStreamError(rule: .messageType)
        }
    }
}

extension EventStreamMessage {
    /// An event as services send it.
    public static func event(
        _ type: String, contentType: String = "application/json", payload: [UInt8]
    ) -> EventStreamMessage {
        EventStreamMessage(
            headers: [
                Header(name: ":event-type", value: .string(type)),
                Header(name: ":content-type", value: .string(contentType)),
                Header(name: ":message-type", value: .string("event")),
            ], payload: payload)
    }

    /// An exception as services send it, its payload JSON.
    public static func exception(_ type: String, payload: [UInt8]) -> EventStreamMessage {
        EventStreamMessage(
            headers: [
                Header(name: ":exception-type", value: .string(type)),
                Header(name: ":content-type", value: .string("application/json")),
                Header(name: ":message-type", value: .string("exception")),
            ], payload: payload)
    }

    /// An error that is in no model, as services send it.
    public static func error(code: String, message: String) -> EventStreamMessage {
        EventStreamMessage(
            headers: [
                Header(name: ":error-code", value: .string(code)),
                Header(name: ":error-message", value: .string(message)),
                Header(name: ":message-type", value: .string("error")),
            ], payload: [])
    }
}
