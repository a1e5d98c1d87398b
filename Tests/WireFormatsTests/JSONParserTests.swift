import Testing

@testable import WireFormats

@Suite("JSON parsing")
struct JSONParserTests {
    @Test(
        "what RFC 8259 allows is read",
        arguments: [
            ("null", JSON.null), (" true ", true), ("false", false), ("\t\r\n 0 \n", 0), ("-12", -12),
            (#""""#, ""), ("[]", []), ("{}", [:]), ("[ 1 , 2 ]", [1, 2]), (#"{"a":{"b":[null]}}"#, ["a": ["b": [nil]]]),
            (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"), (#""\u00e9\u20AC""#, "é€"), (#""\uD83D\uDE00""#, "😀"),
            (#""\u0000""#, "\u{0}"), ("\"\u{7F}\u{2028}\"", "\u{7F}\u{2028}"), (#"{"":1}"#, ["": 1]),
        ] as [(String, JSON)])
    func reads(text: String, value: JSON) throws {
        #expect(try JSON(parsing: text) == value)
    }

    @Test(
        "what RFC 8259 forbids is refused with the reason and the byte",
        arguments: [
            ("", JSONError.Reason.unexpectedEnd, 0), ("  ", .unexpectedEnd, 2), ("nul", .unexpectedEnd, 3),
            ("nulL", .unexpectedCharacter, 3), ("True", .unexpectedCharacter, 0), ("1 2", .unexpectedCharacter, 2),
            ("[1,]", .unexpectedCharacter, 3), ("[,1]", .unexpectedCharacter, 1), ("[1", .unexpectedEnd, 2),
            ("{\"a\"}", .unexpectedCharacter, 4), ("{\"a\":1,}", .unexpectedCharacter, 7),
            ("{a:1}", .unexpectedCharacter, 1),
            ("{'a':1}", .unexpectedCharacter, 1), ("\u{FEFF}1", .unexpectedCharacter, 0),
            ("NaN", .unexpectedCharacter, 0),
            ("-", .unexpectedEnd, 1), ("-a", .invalidNumber, 1), ("01", .unexpectedCharacter, 1),
            ("1.", .invalidNumber, 2),
            (".5", .unexpectedCharacter, 0), ("1e", .invalidNumber, 2), ("1e+", .invalidNumber, 3),
            ("+1", .unexpectedCharacter, 0), ("0x1", .unexpectedCharacter, 1), ("\"", .unexpectedEnd, 1),
            ("\"\n\"", .controlCharacter, 1), ("\"a\\n\n\"", .controlCharacter, 4), (#""\x""#, .invalidEscape, 3),
            (#""\u12G4""#, .invalidEscape, 5), (#""\u12"#, .unexpectedEnd, 5), ("\"\\", .unexpectedEnd, 2),
            ("[1] //", .unexpectedCharacter, 4), ("\u{A0}1", .unexpectedCharacter, 0),
        ])
    func refuses(text: String, reason: JSONError.Reason, offset: Int) {
        let error = #expect(throws: JSONError.self) { try JSON(parsing: text) }
        #expect(error?.reason == reason)
        #expect(error?.offset == offset)
    }

    @Test(
        "one half of a surrogate pair becomes U+FFFD, and what follows it is kept",
        arguments: [
            (#""\uD800""#, "\u{FFFD}"), (#""\uDC00x""#, "\u{FFFD}x"), (#""\uD800\n""#, "\u{FFFD}\n"),
            (#""\uD800\u0041""#, "\u{FFFD}A"), (#""\uD83D\uD83D\uDE00""#, "\u{FFFD}😀"),
            (#""\uDE00\uD83D""#, "\u{FFFD}\u{FFFD}"),
        ])
    func replacesLoneSurrogates(text: String, value: String) throws {
        #expect(try JSON(parsing: text) == .string(value))
    }

    @Test(
        "bytes that are not UTF-8 are refused, escaped string or not",
        arguments: [
            [0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE2, 0x82], [0x80],
        ] as [[UInt8]])
    func refusesBadUTF8(bytes: [UInt8]) {
        let quote = UInt8(ascii: "\"")
        #expect(throws: JSONError(reason: .invalidUTF8, offset: bytes.count + 1)) {
            try JSON(parsing: [quote] + bytes + [quote])
        }
        #expect(throws: JSONError(reason: .invalidUTF8, offset: bytes.count + 3)) {
            try JSON(parsing: [quote] + Array(#"\n"#.utf8) + bytes + [quote])
        }
    }

    @Test("nesting is read to the stated depth and refused beyond")
    func boundsDepth() throws {
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        _ = try JSON(parsing: nested(JSON.maximumDepth))
        #expect(throws: JSONError(reason: .tooDeep, offset: 128)) { try JSON(parsing: nested(JSON.maximumDepth + 1)) }
    }

    @Test("a bomb of a million brackets is refused at the bound", arguments: ["[", "{\"a\":", "[{\"a\":"])
    func survivesDepthBomb(opening: String) {
        let error = #expect(throws: JSONError.self) { try JSON(parsing: String(repeating: opening, count: 1_000_000)) }
        #expect(error?.reason == .tooDeep)
    }

    @Test("a string of a megabyte passes through, with and without escapes")
    func readsLongStrings() throws {
        let plain = String(repeating: "é", count: 500_000)
        #expect(try JSON(parsing: "\"\(plain)\"") == .string(plain))
        let escaped = String(repeating: #"\u00e9"#, count: 500_000)
        #expect(try JSON(parsing: "\"\(escaped)\"") == .string(plain))
    }

    @Test("of a name that comes twice the last value counts, in the first one's place")
    func keepsLastDuplicate() throws {
        let value = try JSON(parsing: #"{"a":1,"b":2,"a":3}"#)
        #expect(value.text == #"{"a":3,"b":2}"#)
    }

    @Test("an object of a hundred thousand members is read in linear time")
    func readsLargeObjects() throws {
        let members = (0..<100_000).map { "\"k\($0)\":\($0)" }.joined(separator: ",")
        let object = try #require(try JSON(parsing: "{\(members)}").object)
        #expect(object.count == 100_000)
        #expect(object["k99999"] == 99_999)
    }

    @Test("bytes need not lie in one piece of memory")
    func readsAnyCollection() throws {
        let bytes = Array("x[1,\"é\"]x".utf8)
        #expect(try JSON(parsing: bytes.dropFirst().dropLast()) == [1, "é"])
        #expect(try JSON(parsing: bytes[1..<9].lazy.map { $0 }) == [1, "é"])
    }
}
