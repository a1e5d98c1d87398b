import AWSCore
import Testing
import WireFormats

struct EventStreamEncodingTests {
    private static func message(_ name: String, _ value: EventStreamMessage.Value) -> EventStreamMessage {
        EventStreamMessage(headers: [.init(name: name, value: value)], payload: [])
    }

    @Test(
        "what breaks a limit is not sent",
        arguments: [
            (message("", .bool(true)), .headerNameLength),
            (message(String(repeating: "é", count: 128), .bool(true)), .headerNameLength),
            (message("a", .bytes([UInt8](repeating: 0, count: 32_768))), .headerValueLength),
            (message("a", .string(String(repeating: "é", count: 16_384))), .headerValueLength),
            (message("a", .uuid([1, 2, 3])), .headerValueLength),
            (
                EventStreamMessage(
                    headers: [.init(name: "a", value: .byte(1)), .init(name: "a", value: .byte(1))], payload: []),
                .duplicateHeader
            ),
            (
                EventStreamMessage(
                    headers: (0..<5).map {
                        .init(name: String($0), value: .bytes([UInt8](repeating: 0, count: 32_000)))
                    }, payload: []), .headersLength
            ),
        ] as [(EventStreamMessage, EventStreamError.Rule)])
    func limits(_ message: EventStreamMessage, _ rule: EventStreamError.Rule) {
        #expect(throws: EventStreamError(rule: rule)) { try message.encoded() }
    }

    @Test("a payload over 24 MiB is not sent")
    func payloadLimit() {
        let message = EventStreamMessage(headers: [], payload: [UInt8](repeating: 0, count: (24 << 20) + 1))
        let error = #expect(throws: EventStreamError.self) { _ = try message.encoded().count }
        #expect(error?.rule == .payloadLength)
    }

    @Test("the longest name and values are sent")
    func longest() throws {
        let message = EventStreamMessage(
            headers: [
                .init(name: String(repeating: "n", count: 255), value: .bytes([UInt8](repeating: 3, count: 32_767))),
                .init(name: "s", value: .string(String(repeating: "x", count: 32_767))),
            ], payload: [])
        #expect(decode([try message.encoded()]) == .success([message]))
    }

    @Test("a time is sent in whole milliseconds")
    func milliseconds() throws {
        let sent = Self.message("t", .timestamp(Timestamp(microseconds: 1_234_567)))
        let read = Self.message("t", .timestamp(Timestamp(microseconds: 1_234_000)))
        #expect(decode([try sent.encoded()]) == .success([read]))
    }
}
