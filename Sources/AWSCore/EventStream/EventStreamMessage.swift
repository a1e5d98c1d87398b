public import WireFormats

/// A message of `application/vnd.amazon.eventstream`, AWS's framing of events in HTTP bodies.
///
/// This is the frame only. What `:message-type` makes of it is an ``EventStreamEvent``; what is in an event's payload
/// is the business of its service.
///
/// Source: Smithy's "Amazon Event Stream Specification"; limits as botocore and the Ruby SDK have them.
public struct EventStreamMessage: Sendable, Hashable {
    public struct Header: Sendable, Hashable {
        /// 1 to 255 bytes of UTF-8; names of the protocol begin with a colon.
        public var name: String
        public var value: Value

        public init(name: String, value: Value) {
            self.name = name
            self.value = value
        }
    }

    public enum Value: Sendable, Hashable {
        case bool(Bool)
        case byte(Int8)
        case short(Int16)
        case integer(Int32)
        case long(Int64)
        /// At most 32,767 bytes when sent.
        case bytes([UInt8])
        /// At most 32,767 bytes of UTF-8 when sent.
        case string(String)
        /// Milliseconds on the wire: finer parts are cut off when sent, and a time that `Timestamp` cannot express
        /// becomes the nearest that it can.
        case timestamp(Timestamp)
        /// 16 bytes.
        case uuid([UInt8])

        public var string: String? {
            guard case .string(let text) = self else { return nil }
            return text
        }
    }

    /// Longest headers in all, in bytes.
    public static let maximumHeadersLength = 128 << 10
    /// Longest payload, in bytes.
    public static let maximumPayloadLength = 24 << 20
    /// Longest text or bytes of a header that is sent. A reader takes what two bytes can state: not every SDK holds to it.
    public static let maximumHeaderValueLength = Int(Int16.max)

    /// In order; no name comes twice.
    public var headers: [Header]
    public var payload: [UInt8]

    public init(headers: [Header], payload: [UInt8]) {
        self.headers = headers
        self.payload = payload
    }

    /// The value of a header; names compare byte by byte.
    public subscript(name: String) -> Value? {
        headers.first { $0.name.hasSameBytes(as: name) }?.value
    }
}
