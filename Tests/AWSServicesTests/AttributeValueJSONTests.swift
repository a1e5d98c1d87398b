import AWSServices
import Testing
import WireFormats

struct AttributeValueJSONTests {
    static let pairs: [(AttributeValue, String)] = [
        (.string("a\"é"), #"{"S":"a\"é"}"#),
        (.string(""), #"{"S":""}"#),
        (
            .number("-12345678901234567890123456789012345678E-90"),
            #"{"N":"-12345678901234567890123456789012345678E-90"}"#
        ),
        (.binary([0, 0xFF, 0x10, 0x80]), #"{"B":"AP8QgA=="}"#),
        (.bool(false), #"{"BOOL":false}"#),
        (.null, #"{"NULL":true}"#),
        (.list([]), #"{"L":[]}"#),
        (.list([.int(1), .list([.null])]), #"{"L":[{"N":"1"},{"L":[{"NULL":true}]}]}"#),
        (.map([:]), #"{"M":{}}"#),
        (
            .map(["b": .bool(true), "a": .map(["": .string("x")])]),
            #"{"M":{"a":{"M":{"":{"S":"x"}}},"b":{"BOOL":true}}}"#
        ),
        (.stringSet(["b", "a"]), #"{"SS":["a","b"]}"#),
        (.numberSet(["2", "10"]), #"{"NS":["10","2"]}"#),
        (.binarySet([[1], [2, 3]]), #"{"BS":["AQ==","AgM="]}"#),
    ]

    @Test("every type is written as DynamoDB has it", arguments: pairs)
    func write(_ value: AttributeValue, _ text: String) {
        #expect(value.json.text == text)
    }

    @Test("every type is read back", arguments: pairs)
    func read(_ value: AttributeValue, _ text: String) throws {
        #expect(try AttributeValue(json: JSON(parsing: text)) == value)
    }

    @Test(
        "what is no attribute is refused",
        arguments: [
            "null", "1", #""S""#, "{}", #"{"S":"a","N":"1"}"#, #"{"X":"a"}"#, #"{"S":1}"#, #"{"N":1}"#,
            #"{"B":"A"}"#, #"{"B":"AA= "}"#, #"{"BOOL":"true"}"#, #"{"NULL":false}"#, #"{"L":{}}"#, #"{"M":[]}"#,
            #"{"SS":"a"}"#, #"{"NS":[1]}"#, #"{"BS":["*"]}"#, #"{"L":[{"S":null}]}"#, #"{"M":{"a":"b"}}"#,
        ])
    func refuse(_ text: String) throws {
        let json = try JSON(parsing: text)
        #expect(throws: AttributeValue.InvalidAttribute.self) { try AttributeValue(json: json) }
    }

    @Test("a thousand random values come back unchanged")
    func roundTrip() throws {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<1000 {
            let value = Self.random(depth: 4, using: &generator)
            #expect(try AttributeValue(json: JSON(parsing: value.json.serialized())) == value)
        }
    }

    private static func random(depth: Int, using generator: inout some RandomNumberGenerator) -> AttributeValue {
        func text() -> String {
            String(
                String.UnicodeScalarView(
                    (0..<Int.random(in: 0...8, using: &generator)).map { _ in
                        Unicode.Scalar(UInt32.random(in: 0...0x10_FFFF, using: &generator)) ?? "\u{FFFD}"
                    }))
        }
        func bytes() -> [UInt8] { (0..<Int.random(in: 0...9, using: &generator)).map { _ in .random(in: 0...255) } }
        switch Int.random(in: 0..<(depth > 0 ? 10 : 8), using: &generator) {
        case 0: return .string(text())
        case 1: return .number(String(Int.random(in: .min ... .max, using: &generator)))
        case 2: return .binary(bytes())
        case 3: return .bool(.random(using: &generator))
        case 4: return .null
        case 5: return .stringSet([text(), text()])
        case 6: return .numberSet(["1", "2.5"])
        case 7: return .binarySet([bytes(), bytes()])
        case 8: return .list((0..<3).map { _ in random(depth: depth - 1, using: &generator) })
        default:
            return .map([
                text(): random(depth: depth - 1, using: &generator), "k": random(depth: depth - 1, using: &generator),
            ])
        }
    }
}
