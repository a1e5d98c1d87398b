import AWSServices
import Testing
import WireFormats

@testable import SystemSupport

@Suite("Plain JSON as attributes")
struct PlainJSONTests {
    private static let numbers = [
        "0", "-0", "1", "-1.5", "0.1", "1e2", "12345678901234567890123456789012345678", "1e125", "9.9e125", "1e-130",
        "0.000000000000000000000000000000000000000000000000012", "100000000000000000000000000000000000000000",
    ]

    @Test("keeps every number that DynamoDB can, to the digit", arguments: numbers)
    func number(literal: String) throws {
        let number = JSON.number(try #require(JSONNumber(literal: literal)))
        #expect(try AttributeValue(plain: number) == .number(literal))
        #expect(try AttributeValue(plain: number).plainJSON == number)
    }

    private static let unstorable = [
        "123456789012345678901234567890123456789", "1e126", "1e-131", "1e400", "1e99999999999999999999", "0.1e-130",
    ]

    @Test("refuses what DynamoDB would refuse or round", arguments: unstorable)
    func refused(literal: String) throws {
        let number = JSON.number(try #require(JSONNumber(literal: literal)))
        #expect(throws: AttributeValue.Unstorable.number) { try AttributeValue(plain: number) }
    }

    @Test("refuses what is nested deeper than DynamoDB allows")
    func depth() {
        var value: JSON = 1
        for _ in 0..<40 { value = [value] }
        #expect(throws: AttributeValue.Unstorable.tooDeep) { try AttributeValue(plain: value) }
    }

    @Test("keeps members whose names only look the same")
    func names() throws {
        let value: JSON = [["\u{E9}": 1, "e\u{301}": 2]]
        #expect(try AttributeValue(plain: value).plainJSON == value)
    }

    @Test("shows sets as arrays in order and binary as base64")
    func setsAndBinary() {
        #expect(AttributeValue.stringSet(["b", "a"]).plainJSON == ["a", "b"])
        #expect(AttributeValue.numberSet(["2"]).plainJSON == [2])
        #expect(AttributeValue.binary([1, 2, 3]).plainJSON == "AQID")
    }
}
