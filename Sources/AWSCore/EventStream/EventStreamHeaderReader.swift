internal import WireFormats

/// Reads the headers of a message whose checksum was right.
struct EventStreamHeaderReader {
    private let bytes: UnsafeRawBufferPointer
    private var position = 0

    /// - Throws: the rule that is broken.
    static func read(
        _ bytes: UnsafeRawBufferPointer
    ) throws(EventStreamRuleBroken) -> [EventStreamMessage.Header] {
        guard !bytes.isEmpty else { return [] }
        var reader = EventStreamHeaderReader(bytes: bytes)
        var names = EventStreamNames()
        var headers: [EventStreamMessage.Header] = []
        headers.reserveCapacity(4)
        while reader.position < bytes.count {
            let name = try reader.name()
            guard names.insert(name) else { throw EventStreamRuleBroken(.duplicateHeader) }
            headers.append(EventStreamMessage.Header(name: name, value: try reader.value()))
        }
        return headers
    }

    private init(bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    private mutating func take(_ count: Int) throws(EventStreamRuleBroken) -> UnsafeRawBufferPointer {
        guard bytes.count - position >= count else { throw EventStreamRuleBroken(.headerCut) }
        defer { position += count }
        return UnsafeRawBufferPointer(rebasing: bytes[position..<(position + count)])
    }

    private mutating func integer<Integer: FixedWidthInteger & BitwiseCopyable>(
        _ type: Integer.Type
    ) throws(EventStreamRuleBroken) -> Integer {
        try take(MemoryLayout<Integer>.size).bigEndian(at: 0, as: type)
    }

    private mutating func name() throws(EventStreamRuleBroken) -> String {
        let length = Int(try integer(UInt8.self))
        guard length > 0 else { throw EventStreamRuleBroken(.headerNameLength) }
        guard let name = String(validating: try take(length), as: UTF8.self) else {
            throw EventStreamRuleBroken(.headerNameText)
        }
        return name
    }

    private mutating func value() throws(EventStreamRuleBroken) -> EventStreamMessage.Value {
        switch try integer(UInt8.self) {
        case 0: return .bool(true)
        case 1: return .bool(false)
        case 2: return .byte(try integer(Int8.self))
        case 3: return .short(try integer(Int16.self))
        case 4: return .integer(try integer(Int32.self))
        case 5: return .long(try integer(Int64.self))
        case 6: return .bytes(Array(try take(Int(try integer(UInt16.self)))))
        case 7:
            guard let text = String(validating: try take(Int(try integer(UInt16.self))), as: UTF8.self) else {
                throw EventStreamRuleBroken(.headerText)
            }
            return .string(text)
        case 8:
            let milliseconds = try integer(Int64.self)
            return .timestamp(Timestamp(microseconds: 0) + .milliseconds(milliseconds))
        case 9: return .uuid(Array(try take(16)))
        default: throw EventStreamRuleBroken(.headerType)
        }
    }
}
