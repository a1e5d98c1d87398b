import AWSCore
import WireFormats

extension FuzzTarget {
    /// However a stream is cut, the same messages come of it and the same error; a message that is read is written as it came.
    static let eventStream = FuzzTarget("event-stream") { fixtures in
        let events = fixtures.values.map { EventStreamMessage.event("chunk", payload: $0.serialized()) }
        let others = [
            EventStreamMessage.exception("throttlingException", payload: Array("{}".utf8)),
            EventStreamMessage.error(code: "500", message: "é"),
            EventStreamMessage(
                headers: [
                    .init(name: "a", value: .bool(true)), .init(name: "b", value: .byte(-1)),
                    .init(name: "c", value: .short(-2)), .init(name: "d", value: .integer(3)),
                    .init(name: "e", value: .long(.min)), .init(name: "f", value: .bytes([0, 255])),
                    .init(name: "g", value: .timestamp(Timestamp(seconds: -1))),
                    .init(name: "h", value: .uuid([UInt8](repeating: 7, count: 16))),
                ], payload: []),
        ]
        let streams = (events + others).compactMap { try? $0.encoded() }
        // Behind a zero as they are; behind a one headers and payload, to which the frame is made.
        return streams.map { [0, 5] + $0 }
            + streams.map { stream in
                let length = Int(stream[6]) << 8 | Int(stream[7])
                return [1, 3, UInt8(length >> 8), UInt8(length & 0xFF)] + stream[12..<(stream.count - 4)]
            }
    } check: { bytes in
        var input = FuzzInput(bytes)
        let (isFramed, cut) = (input.byte() != 1, Int(input.byte()))
        let stream = isFramed ? Array(input.rest) : frame(&input)
        let whole = read([stream])
        let pieces = stride(from: 0, to: stream.count, by: cut + 1).map { start in
            Array(stream[start..<min(stream.count, start + cut + 1)])
        }
        try require(read(pieces) == whole, "another thing is read in pieces of \(cut + 1) bytes")
        var written: [UInt8] = []
        for message in whole.messages {
            guard message.hasExactTimes, let encoded = try? message.encoded() else { return }
            written += encoded
            _ = try? EventStreamEvent(message)
        }
        try require(stream.starts(with: written), "messages are written in another way than they came")
        if whole.error == nil { try require(written.count == stream.count, "bytes are passed over") }
    }

    private struct Reading: Equatable {
        var messages: [EventStreamMessage] = []
        var error: EventStreamError?
    }

    private static func read(_ pieces: [[UInt8]]) -> Reading {
        var decoder = EventStreamDecoder()
        var reading = Reading()
        do throws(EventStreamError) {
            for piece in pieces {
                decoder.append(piece)
                while let message = try decoder.next() { reading.messages.append(message) }
            }
            try decoder.finish()
        } catch {
            reading.error = error
        }
        return reading
    }

    /// A message with right lengths and checksums around bytes that are whatever they are.
    private static func frame(_ input: inout FuzzInput) -> [UInt8] {
        let stated = Int(input.integer(UInt16.self))
        let content = Array(input.rest)
        func bigEndian(_ value: UInt32) -> [UInt8] { withUnsafeBytes(of: value.bigEndian) { Array($0) } }
        var message = bigEndian(UInt32(content.count + 16)) + bigEndian(UInt32(min(stated, content.count)))
        message += bigEndian(CRC32.checksum(message)) + content
        return message + bigEndian(CRC32.checksum(message))
    }
}

extension EventStreamMessage {
    /// Whether all its times are as they came, and not the nearest that can be expressed.
    fileprivate var hasExactTimes: Bool {
        headers.allSatisfy { header in
            guard case .timestamp(let time) = header.value else { return true }
            return time.microseconds != .min && time.microseconds != .max
        }
    }
}
