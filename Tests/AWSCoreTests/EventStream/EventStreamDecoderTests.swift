import AWSCore
import TestSupport
import Testing
import WireFormats

struct EventStreamDecoderTests {
    private static let messages = [
        EventStreamMessage.event("chunk", payload: Array(#"{"bytes":"aGk="}"#.utf8)),
        EventStreamMessage(headers: [], payload: []),
        EventStreamMessage(
            headers: [
                .init(name: "é", value: .uuid(Array(0..<16))), .init(name: "t", value: .bool(true)),
                .init(name: "f", value: .bool(false)), .init(name: "empty", value: .string("")),
            ], payload: [7]),
        EventStreamMessage.exception("throttlingException", payload: Array(#"{"message":"slow"}"#.utf8)),
    ]

    private static func stream() throws -> [UInt8] { try messages.flatMap { try $0.encoded() } }

    @Test("messages that come in one piece are read one after the other")
    func onePiece() throws {
        #expect(decode([try Self.stream()]) == .success(Self.messages))
    }

    @Test("a stream may be cut in two at any byte")
    func everyCut() throws {
        let stream = try Self.stream()
        for cut in 0...stream.count {
            #expect(decode([Array(stream[..<cut]), Array(stream[cut...])]) == .success(Self.messages))
        }
    }

    @Test("a stream may come in pieces of any one length", arguments: [1, 2, 3, 7, 11, 12, 13, 16, 64, 1024])
    func pieces(_ length: Int) throws {
        var random = SeededGenerator(seed: UInt64(length))
        let messages = (0..<50).map { _ in EventStreamMessage.random(using: &random, maximumPayload: 20_000) }
        let stream = try messages.flatMap { try $0.encoded() }
        let pieces = stride(from: 0, to: stream.count, by: length).map {
            Array(stream[$0..<min($0 + length, stream.count)])
        }
        #expect(decode(pieces) == .success(messages))
    }

    @Test("all pieces may be there before the first message is asked for")
    func lateReader() throws {
        let stream = try Self.stream()
        var decoder = EventStreamDecoder()
        for start in stride(from: 0, to: stream.count * 300, by: 1500) {
            decoder.append((start..<min(start + 1500, stream.count * 300)).map { stream[$0 % stream.count] })
        }
        var count = 0
        while let message = try decoder.next() {
            #expect(message == Self.messages[count % Self.messages.count])
            count += 1
        }
        #expect(count == Self.messages.count * 300)
        try decoder.finish()
    }

    @Test("a stream that ends inside a message says so, at every byte")
    func cutOff() throws {
        let stream = try Self.messages[0].encoded()
        for length in 1..<stream.count { #expect(brokenRule(Array(stream[..<length])) == .cutMessage) }
        #expect(decode([]) == .success([]))
    }

    @Test("an error says where its message begins, and stays")
    func sticky() throws {
        let first = try Self.messages[0].encoded()
        var decoder = EventStreamDecoder()
        decoder.append(first + [UInt8](repeating: 0, count: 12))
        #expect(try decoder.next() == Self.messages[0])
        let expected = EventStreamError(rule: .preludeChecksum, offset: first.count)
        #expect(throws: expected) { try decoder.next() }
        decoder.append(first)
        #expect(throws: expected) { try decoder.next() }
        #expect(throws: expected) { try decoder.finish() }
    }

    @Test("a length beyond the limits is refused at the prelude, before the body")
    func bounds() {
        let (headers, payload) = (UInt32(128 << 10), UInt32(24 << 20))
        #expect(brokenRule(prelude(totalLength: .max, headersLength: 0)) == .payloadLength)
        #expect(brokenRule(prelude(totalLength: 16 + payload + 1, headersLength: 0)) == .payloadLength)
        #expect(brokenRule(prelude(totalLength: .max, headersLength: .max)) == .headersLength)
        #expect(brokenRule(prelude(totalLength: 16 + headers + 1, headersLength: headers + 1)) == .headersLength)
        #expect(brokenRule(prelude(totalLength: 15, headersLength: 0)) == .messageLength)
        #expect(brokenRule(prelude(totalLength: 0, headersLength: 0)) == .messageLength)
        #expect(brokenRule(prelude(totalLength: 20, headersLength: 5)) == .messageLength)
        #expect(brokenRule(prelude(totalLength: 16 + headers + payload, headersLength: headers)) == .cutMessage)
    }

    @Test("the longest message there may be goes both ways")
    func longest() throws {
        let value = EventStreamMessage.Value.bytes([UInt8](repeating: 1, count: 32_763))
        let message = EventStreamMessage(
            headers: (0..<4).map { .init(name: String($0), value: value) },
            payload: [UInt8](repeating: 9, count: EventStreamMessage.maximumPayloadLength))
        let encoded = try message.encoded()
        #expect(encoded.count == 16 + (128 << 10) + (24 << 20))
        #expect(decode([encoded]) == .success([message]))
    }

    /// What is wrong inside headers whose checksum is right.
    @Test(
        "headers that break a rule are refused for it",
        arguments: [
            ([0, 0], .headerNameLength),
            ([2, 0xC3, 0x28, 0], .headerNameText),
            ([2, 0x61], .headerCut),
            ([1, 0x61], .headerCut),
            ([1, 0x61, 10], .headerType),
            ([1, 0x61, 255], .headerType),
            ([1, 0x61, 2], .headerCut),
            ([1, 0x61, 3, 0], .headerCut),
            ([1, 0x61, 4, 0, 0, 0], .headerCut),
            ([1, 0x61, 5, 0, 0, 0, 0, 0, 0, 0], .headerCut),
            ([1, 0x61, 6, 0], .headerCut),
            ([1, 0x61, 6, 0, 2, 1], .headerCut),
            ([1, 0x61, 7, 0, 2, 0x61], .headerCut),
            ([1, 0x61, 7, 0, 1, 0xFF], .headerText),
            ([1, 0x61, 8, 0, 0, 0, 0, 0, 0, 0], .headerCut),
            ([1, 0x61, 9, 0, 0, 0, 0, 0, 0, 0], .headerCut),
            ([1, 0x61, 0, 1, 0x61, 1], .duplicateHeader),
        ] as [([UInt8], EventStreamError.Rule)])
    func headers(_ headers: [UInt8], _ rule: EventStreamError.Rule) {
        #expect(brokenRule(frame(headers: headers, payload: [1, 2, 3])) == rule)
    }

    @Test("names are the same when their bytes are: é composed and decomposed are two")
    func names() throws {
        let message = EventStreamMessage(
            headers: [.init(name: "\u{E9}", value: .byte(1)), .init(name: "e\u{301}", value: .byte(2))], payload: [])
        #expect(decode([try message.encoded()]) == .success([message]))
        #expect(message["\u{E9}"] == .byte(1))
        #expect(message["e\u{301}"] == .byte(2))
        #expect(message["e"] == nil)
    }

    @Test("a name that comes twice among many is found")
    func manyHeaders() throws {
        let headers = (0..<20_000).flatMap { number in
            let name = Array(String(number, radix: 36).utf8)
            return [UInt8(name.count)] + name + [0]
        }
        guard case .success(let messages) = decode([frame(headers: headers)]) else {
            Issue.record("refused")
            return
        }
        #expect(messages[0].headers.count == 20_000)
        #expect(brokenRule(frame(headers: headers + [1, UInt8(ascii: "7"), 0])) == .duplicateHeader)
    }

    @Test("text of a header may be as long as two bytes can state")
    func longText() throws {
        let text = String(repeating: "x", count: 65_535)
        let headers: [UInt8] = [1, 0x61, 7, 0xFF, 0xFF] + Array(text.utf8)
        #expect(
            decode([frame(headers: headers)])
                == .success([EventStreamMessage(headers: [.init(name: "a", value: .string(text))], payload: [])]))
    }

    @Test("a time that no timestamp can express becomes the nearest")
    func farTimes() throws {
        let headers: [UInt8] = [1, 0x61, 8] + bigEndian(Int64.max) + [1, 0x62, 8] + bigEndian(Int64.min)
        let expected = [Int64.max, .min].map { EventStreamMessage.Value.timestamp(Timestamp(microseconds: $0)) }
        guard case .success(let messages) = decode([frame(headers: headers)]) else {
            Issue.record("refused")
            return
        }
        #expect(messages[0].headers.map(\.value) == expected)
    }
}
