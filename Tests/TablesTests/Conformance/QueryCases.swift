import AWSServices
import Tables
import Testing
import WireFormats

/// Ranges of sort keys of each type, and what lies in them.
enum QueryCases {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let range: Query.SortKeyRange?
        let expected: [AttributeValue]

        init(_ description: String, _ range: Query.SortKeyRange?, _ expected: [AttributeValue]) {
            testDescription = description
            self.range = range
            self.expected = expected
        }
    }

    /// In DynamoDB's order, which is that of UTF-8 bytes: U+FF5E before 𝄞, unlike UTF-16; é of two scalars before é of one.
    static let stringKeys: [AttributeValue] = ["A", "Z", "a", "aa", "ab", "b", "e\u{301}", "\u{E9}", "～", "𝄞"]

    static let strings: [Case] = [
        Case("all", nil, stringKeys), Case("equal", .equals("a"), ["a"]), Case("equal to none", .equals("c"), []),
        Case("less", .less("a"), ["A", "Z"]), Case("less or equal", .lessOrEqual("a"), ["A", "Z", "a"]),
        Case("greater", .greater("b"), ["e\u{301}", "\u{E9}", "～", "𝄞"]),
        Case("greater or equal", .greaterOrEqual("～"), ["～", "𝄞"]),
        Case("between", .between("a", "b"), ["a", "aa", "ab", "b"]),
        Case("prefix", .beginsWith("a"), ["a", "aa", "ab"]),
        Case("prefix, astral", .beginsWith("𝄞"), ["𝄞"]), Case("prefix of none", .beginsWith("zz"), []),
    ]

    static let numberKeys = [
        "-1000", "-12.5", "-2", "-0.001", "0", "0.0005", "1", "1.5", "2", "10", "99", "100", "1e20",
    ]
    .map {
        AttributeValue.number($0 == "1e20" ? "100000000000000000000" : $0)
    }

    static let numbers: [Case] = [
        Case("all", nil, numberKeys), Case("equal", .equals(.number("1.50")), [.number("1.5")]),
        Case("less", .less(-2), [-1000, .number("-12.5")]),
        Case("less or equal", .lessOrEqual(-2), [-1000, .number("-12.5"), -2]),
        Case("greater", .greater(99), [100, .number("100000000000000000000")]),
        Case("greater or equal", .greaterOrEqual(100), [100, .number("100000000000000000000")]),
        Case("between", .between(.number("-0.5"), 1), [.number("-0.001"), 0, .number("0.0005"), 1]),
    ]

    static let binaryKeys: [AttributeValue] = [[0], [0, 0], [1], [0x7F], [0x80], [0xFF], [0xFF, 0]].map {
        .binary($0)
    }

    static let binaries: [Case] = [
        Case("all", nil, binaryKeys), Case("less", .less(.binary([1])), [.binary([0]), .binary([0, 0])]),
        Case("greater or equal", .greaterOrEqual(.binary([0xFF])), [.binary([0xFF]), .binary([0xFF, 0])]),
        Case(
            "between", .between(.binary([0, 0]), .binary([0x7F])),
            [.binary([0, 0]), .binary([1]), .binary([0x7F])]),
    ]
}
