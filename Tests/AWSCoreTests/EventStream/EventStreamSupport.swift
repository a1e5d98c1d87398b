import AWSCore
import Foundation
import TestSupport
import WireFormats

/// Decodes a whole stream in the given pieces.
func decode(_ pieces: [[UInt8]]) -> Outcome<[EventStreamMessage], EventStreamError> {
    var decoder = EventStreamDecoder()
    var messages: [EventStreamMessage] = []
    do {
        for piece in pieces {
            decoder.append(piece)
            while let message = try decoder.next() { messages.append(message) }
        }
        try decoder.finish()
        return .success(messages)
    } catch {
        return .failure(error)
    }
}

/// The rule that a stream breaks.
func brokenRule(_ bytes: [UInt8]) -> EventStreamError.Rule? {
    guard case .failure(let error) = decode([bytes]) else { return nil }
    return error.rule
}

/// A message made of raw headers, with right lengths and checksums.
func frame(headers: [UInt8], payload: [UInt8] = []) -> [UInt8] {
    var bytes = bigEndian(UInt32(headers.count + payload.count + 16)) + bigEndian(UInt32(headers.count))
    bytes += bigEndian(CRC32.checksum(bytes))
    bytes += headers + payload
    return bytes + bigEndian(CRC32.checksum(bytes))
}

/// A prelude with a right checksum.
func prelude(totalLength: UInt32, headersLength: UInt32) -> [UInt8] {
    let lengths = bigEndian(totalLength) + bigEndian(headersLength)
    return lengths + bigEndian(CRC32.checksum(lengths))
}

func bigEndian(_ value: some FixedWidthInteger) -> [UInt8] { withUnsafeBytes(of: value.bigEndian) { Array($0) } }

func bytes(hexadecimal text: String) -> [UInt8] {
    let digits = text.utf8.compactMap(\.hexDigitValue)
    return stride(from: 0, to: digits.count - 1, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
}

extension EventStreamMessage {
    /// A message with up to ten headers of any type.
    static func random(using random: inout SeededGenerator, maximumPayload: Int = 2000) -> EventStreamMessage {
        let headers = (0..<random.below(11)).map { number in
            Header(name: random.pick([":", "x-", "é", "漢字"]) + String(number), value: Value.random(using: &random))
        }
        let length = random.below(random.isTrue(oneIn: 4) ? maximumPayload : 40)
        return EventStreamMessage(headers: headers, payload: (0..<length).map { _ in UInt8(random.below(256)) })
    }
}

extension EventStreamMessage.Value {
    static func random(using random: inout SeededGenerator) -> Self {
        let number = Int64(bitPattern: random.next()) >> Int64(random.below(64))
        let bytes = (0..<random.below(40)).map { _ in UInt8(random.below(256)) }
        return switch random.below(9) {
        case 0: .bool(number % 2 == 0)
        case 1: .byte(Int8(truncatingIfNeeded: number))
        case 2: .short(Int16(truncatingIfNeeded: number))
        case 3: .integer(Int32(truncatingIfNeeded: number))
        case 4: .long(number)
        case 5: .bytes(bytes)
        case 6: .string(String((0..<bytes.count).map { _ in random.pick(Array("ab:/ é漢🙂\u{0}")) }))
        case 7: .timestamp(Timestamp(microseconds: number / 1_000_000 * 1000))
        default: .uuid((0..<16).map { _ in UInt8(random.below(256)) })
        }
    }

    /// Type and value as text, in the form that the Python side of the tests uses as well.
    var json: JSON {
        switch self {
        case .bool(let value): ["bool", .bool(value)]
        case .byte(let value): ["byte", .number(JSONNumber(Int(value)))]
        case .short(let value): ["short", .number(JSONNumber(Int(value)))]
        case .integer(let value): ["integer", .number(JSONNumber(Int(value)))]
        case .long(let value): ["long", .number(JSONNumber(Int(value)))]
        case .bytes(let value): ["bytes", .string(hexadecimal(value))]
        case .string(let value): ["string", .string(value)]
        case .timestamp(let value): ["timestamp", .number(JSONNumber(Int(value.milliseconds)))]
        case .uuid(let value): ["uuid", .string(hexadecimal(value))]
        }
    }
}
