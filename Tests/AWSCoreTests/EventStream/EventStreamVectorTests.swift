import AWSCore
import Testing
import WireFormats

/// Messages that others wrote: smithy-rs's test data and the examples of AWS's specification.
struct EventStreamVectorTests {
    static let allHeaders = """
        000000960000007a8bb495fb0474727565000566616c736501046279746502320573686f7274034e2003696e74040007a120046c6f6e6705
        0000000ba43b740005627974657306000a736f6d6520627974657303737472070008736f6d65207374720474696d6508000000012a05f200
        047575696409b79bc914de214e13b8b2bc47e85b7f0b736f6d65207061796c6f616401a05860
        """

    static let vectors: [(name: String, hexadecimal: String, message: EventStreamMessage)] = [
        (
            "valid_with_all_headers_and_payload", allHeaders,
            EventStreamMessage(
                headers: [
                    .init(name: "true", value: .bool(true)), .init(name: "false", value: .bool(false)),
                    .init(name: "byte", value: .byte(50)), .init(name: "short", value: .short(20_000)),
                    .init(name: "int", value: .integer(500_000)), .init(name: "long", value: .long(50_000_000_000)),
                    .init(name: "bytes", value: .bytes(Array("some bytes".utf8))),
                    .init(name: "str", value: .string("some str")),
                    .init(name: "time", value: .timestamp(Timestamp(seconds: 5_000_000))),
                    .init(name: "uuid", value: .uuid(bytes(hexadecimal: "b79bc914de214e13b8b2bc47e85b7f0b"))),
                ], payload: Array("some payload".utf8))
        ),
        (
            "valid_empty_payload", "0000001f0000000f172dc2ab0b736f6d652d6865616465720301f4933c5cad",
            EventStreamMessage(headers: [.init(name: "some-header", value: .short(500))], payload: [])
        ),
        (
            "valid_no_headers", "0000002400000000516356ad616e6f746865722074657374207061796c6f61648df80e65",
            EventStreamMessage(headers: [], payload: Array("another test payload".utf8))
        ),
        (
            "AWS's empty message", "000000100000000005c248eb7d98c8ff",
            EventStreamMessage(headers: [], payload: [])
        ),
        (
            "AWS's payload without headers", "0000001d00000000fd528c5a7b27666f6f273a27626172277dc3653936",
            EventStreamMessage(headers: [], payload: Array("{'foo':'bar'}".utf8))
        ),
        (
            "AWS's payload with a text header",
            """
            0000003d0000002007fd83960c636f6e74656e742d747970650700106170706c69636174696f6e2f6a736f6e7b27666f6f273a2762617227
            7d8d9c08b1
            """,
            EventStreamMessage(
                headers: [.init(name: "content-type", value: .string("application/json"))],
                payload: Array("{'foo':'bar'}".utf8))
        ),
    ]

    @Test("a message reads as it was meant, and is written as it was", arguments: vectors.indices)
    func valid(_ index: Int) throws {
        let (name, text, message) = Self.vectors[index]
        #expect(decode([bytes(hexadecimal: text)]) == .success([message]), "\(name)")
        #expect(try hexadecimal(message.encoded()) == hexadecimal(bytes(hexadecimal: text)), "\(name)")
    }
}
