/// Which rule of `application/vnd.amazon.eventstream` a message or a stream breaks.
public struct EventStreamError: Error, Sendable, Hashable, CustomStringConvertible {
    public enum Rule: String, Sendable, Hashable, CaseIterable {
        case preludeChecksum = "the prelude's CRC-32 is not the one stated"
        case messageChecksum = "the message's CRC-32 is not the one stated"
        case messageLength = "the message's length has no room for its prelude, headers and checksum"
        case headersLength = "the headers are longer than 128 KiB"
        case payloadLength = "the payload is longer than 24 MiB"
        case headerCut = "a header reaches beyond the end of the headers"
        case headerNameLength = "a header's name has 1 to 255 bytes"
        case headerNameText = "a header's name is not UTF-8"
        case headerType = "a header's value has a type from 0 to 9"
        case headerText = "a header's text is not UTF-8"
        case headerValueLength = "a header's text or bytes are at most 32,767 bytes long, and a UUID has 16"
        case duplicateHeader = "a header's name comes twice"
        case messageType = "a message's :message-type is event, exception or error, and says which one"
        case cutMessage = "the stream ends inside a message"
    }

    public let rule: Rule
    /// Where the message begins, in bytes from the start of the stream; 0 for one that stands alone.
    public let offset: Int

    public init(rule: Rule, offset: Int = 0) {
        self.rule = rule
        self.offset = offset
    }

    public var description: String { "not an event stream: \(rule.rawValue) (message at byte \(offset))" }
}
