/// The first twelve bytes of a message: its length, that of its headers, and a checksum of both.
struct EventStreamPrelude: Sendable {
    static let length = 12
    /// Prelude and the message's checksum.
    static let overhead = length + 4

    /// Of the whole message.
    let totalLength: Int
    let headersLength: Int
    /// Of the whole prelude, to go on with for the message's.
    let checksum: UInt32

    var payloadLength: Int { totalLength - headersLength - Self.overhead }

    /// - Parameter bytes: twelve.
    /// - Throws: the rule that is broken: a message that is too long is refused before any more of it is awaited.
    init(_ bytes: UnsafeRawBufferPointer) throws(EventStreamRuleBroken) {
        let checksum = CRC32.checksum(.init(rebasing: bytes[..<8]))
        guard checksum == bytes.bigEndian(at: 8, as: UInt32.self) else { throw EventStreamRuleBroken(.preludeChecksum) }
        totalLength = Int(bytes.bigEndian(at: 0, as: UInt32.self))
        headersLength = Int(bytes.bigEndian(at: 4, as: UInt32.self))
        self.checksum = CRC32.checksum(.init(rebasing: bytes[8..<12]), continuing: checksum)
        guard headersLength <= EventStreamMessage.maximumHeadersLength else {
            throw EventStreamRuleBroken(.headersLength)
        }
        guard payloadLength >= 0 else { throw EventStreamRuleBroken(.messageLength) }
        guard payloadLength <= EventStreamMessage.maximumPayloadLength else {
            throw EventStreamRuleBroken(.payloadLength)
        }
    }
}

extension UnsafeRawBufferPointer {
    /// The integer whose first byte is at `offset`, which with its last byte must be inside.
    func bigEndian<Integer: FixedWidthInteger & BitwiseCopyable>(at offset: Int, as type: Integer.Type) -> Integer {
        Integer(bigEndian: loadUnaligned(fromByteOffset: offset, as: type))
    }
}
