internal import WireFormats

extension EventStreamMessage {
    /// The message as it is sent, prelude and checksums included.
    ///
    /// - Throws: ``EventStreamError`` when it breaks a limit: see ``EventStreamError/Rule``.
    public func encoded() throws(EventStreamError) -> [UInt8] {
        guard payload.count <= Self.maximumPayloadLength else { throw EventStreamError(rule: .payloadLength) }
        var names = EventStreamNames()
        var bytes: [UInt8] = []
        bytes.reserveCapacity(EventStreamPrelude.length + headers.count * 48 + payload.count + 4)
        bytes.append(contentsOf: repeatElement(0, count: EventStreamPrelude.length))
        for header in headers {
            guard (1...255).contains(header.name.utf8.count) else { throw EventStreamError(rule: .headerNameLength) }
            guard names.insert(header.name) else { throw EventStreamError(rule: .duplicateHeader) }
            bytes.append(UInt8(header.name.utf8.count))
            bytes.append(contentsOf: header.name.utf8)
            try Self.append(header.value, to: &bytes)
            guard bytes.count - EventStreamPrelude.length <= Self.maximumHeadersLength else {
                throw EventStreamError(rule: .headersLength)
            }
        }
        let headersLength = bytes.count - EventStreamPrelude.length
        bytes.append(contentsOf: payload)
        Self.replace(at: 0, with: UInt32(bytes.count + 4), in: &bytes)
        Self.replace(at: 4, with: UInt32(headersLength), in: &bytes)
        Self.replace(at: 8, with: bytes.withUnsafeBytes { CRC32.checksum(.init(rebasing: $0[..<8])) }, in: &bytes)
        Self.append(CRC32.checksum(bytes), to: &bytes)
        return bytes
    }

    private static func append(_ value: Value, to bytes: inout [UInt8]) throws(EventStreamError) {
        switch value {
        case .bool(let value):
            bytes.append(value ? 0 : 1)
        case .byte(let value):
            bytes.append(2)
            append(value, to: &bytes)
        case .short(let value):
            bytes.append(3)
            append(value, to: &bytes)
        case .integer(let value):
            bytes.append(4)
            append(value, to: &bytes)
        case .long(let value):
            bytes.append(5)
            append(value, to: &bytes)
        case .bytes(let value):
            bytes.append(6)
            try appendCounted(value, to: &bytes)
        case .string(let value):
            bytes.append(7)
            try appendCounted(value.utf8, to: &bytes)
        case .timestamp(let value):
            bytes.append(8)
            append(value.milliseconds, to: &bytes)
        case .uuid(let value):
            guard value.count == 16 else { throw EventStreamError(rule: .headerValueLength) }
            bytes.append(9)
            bytes.append(contentsOf: value)
        }
    }

    private static func appendCounted(
        _ value: some Collection<UInt8>, to bytes: inout [UInt8]
    ) throws(EventStreamError) {
        guard value.count <= maximumHeaderValueLength else { throw EventStreamError(rule: .headerValueLength) }
        append(UInt16(value.count), to: &bytes)
        bytes.append(contentsOf: value)
    }

    private static func append(_ value: some FixedWidthInteger, to bytes: inout [UInt8]) {
        withUnsafeBytes(of: value.bigEndian) { bytes.append(contentsOf: $0) }
    }

    private static func replace(at offset: Int, with value: UInt32, in bytes: inout [UInt8]) {
        withUnsafeBytes(of: value.bigEndian) { bytes.replaceSubrange(offset..<(offset + 4), with: $0) }
    }
}
