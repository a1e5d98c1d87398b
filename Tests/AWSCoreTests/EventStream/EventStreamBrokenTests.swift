import AWSCore
import Testing

/// A valid message, broken in one place at a time, in the ways in which smithy-rs's test data is broken.
struct EventStreamBrokenTests {
    /// Offsets into ``EventStreamVectorTests/allHeaders``: a header is its name's length, its name, its type, its value.
    private enum Offset {
        static let preludeChecksum = 8
        static let nameLength = 25
        static let valueType = 30
        static let stringLength = 88
    }

    struct Breakage: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let message: [UInt8]
        let rule: EventStreamError.Rule
        /// What is found once the checksums are right.
        let inside: EventStreamError.Rule?

        init(
            _ description: String, _ message: [UInt8], _ rule: EventStreamError.Rule,
            inside: EventStreamError.Rule? = nil
        ) {
            testDescription = description
            self.message = message
            self.rule = rule
            self.inside = inside
        }
    }

    private static let valid = bytes(hexadecimal: EventStreamVectorTests.allHeaders)
    private static let headersEnd = 12 + Int(valid[7])

    private static func replacing(_ offset: Int, _ new: [UInt8]) -> [UInt8] {
        var message = valid
        message.replaceSubrange(offset..<(offset + new.count), with: new)
        return message
    }

    /// The message without the headers from `offset` on, and with the checksum that it had.
    private static func cutting(at offset: Int) -> [UInt8] {
        let cut = frame(headers: Array(valid[12..<offset]), payload: Array(valid[headersEnd..<(valid.count - 4)]))
        return cut.dropLast(4) + valid.suffix(4)
    }

    static let breakages = [
        Breakage(
            "the length of a name is beyond the headers", replacing(Offset.nameLength, [255]), .messageChecksum,
            inside: .headerCut),
        Breakage(
            "the headers end within a name", cutting(at: Offset.nameLength + 3), .messageChecksum, inside: .headerCut),
        Breakage(
            "the length of a text is beyond the headers", replacing(Offset.stringLength, [255, 255]), .messageChecksum,
            inside: .headerCut),
        Breakage(
            "the headers end within a text's length", cutting(at: Offset.stringLength + 1), .messageChecksum,
            inside: .headerCut),
        Breakage(
            "the type of a value does not exist", replacing(Offset.valueType, [96]), .messageChecksum,
            inside: .headerType),
        Breakage(
            "the headers are longer than the message",
            prelude(totalLength: 89, headersLength: 77) + valid[12..<89], .messageLength),
        Breakage("the checksum is wrong", replacing(valid.count - 4, [0xde, 0xad, 0xbe, 0xef]), .messageChecksum),
        Breakage(
            "the prelude's checksum is wrong", replacing(Offset.preludeChecksum, [0xde, 0xad, 0xbe, 0xef]),
            .preludeChecksum),
    ]

    @Test("a broken message is refused for a checksum or a length", arguments: breakages)
    func broken(_ breakage: Breakage) {
        #expect(brokenRule(breakage.message) == breakage.rule)
    }

    @Test(
        "with right checksums it is refused for what is wrong inside", arguments: breakages.filter { $0.inside != nil })
    func inside(_ breakage: Breakage) {
        let message = breakage.message
        let headersEnd = 12 + Int(message[7])
        let repaired = frame(
            headers: Array(message[12..<headersEnd]), payload: Array(message[headersEnd..<(message.count - 4)]))
        #expect(brokenRule(repaired) == breakage.inside)
    }
}
