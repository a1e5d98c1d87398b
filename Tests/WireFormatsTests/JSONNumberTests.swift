import Testing
import WireFormats

@Suite("JSON numbers")
struct JSONNumberTests {
    @Test(
        "an integer is one however it is written",
        arguments: [
            ("2", 2), ("-2", -2), ("2.0", 2), ("2e0", 2), ("20e-1", 2), ("0.2E+1", 2), ("-0", 0), ("-0.0", 0),
            ("0e5", 0),
            ("1e18", 1_000_000_000_000_000_000), ("9223372036854775807", Int.max), ("-9223372036854775808", Int.min),
            ("-9223372036854775808.0", Int.min), ("9007199254740993.0", 9_007_199_254_740_993), ("100.00e-2", 1),
        ])
    func readsIntegers(literal: String, value: Int) throws {
        #expect(try #require(JSONNumber(literal: literal)).int == value)
    }

    @Test(
        "what is no integer or does not fit is none",
        arguments: [
            "2.5", "1e-1", "9223372036854775808", "-9223372036854775809", "1e19", "1e400", "-1e400", "1e-400",
            "4503599627370497.00000001", "1e99999999999999999999", "1e-99999999999999999999", "1e9223372036854775807",
            "1.5e-9223372036854775808", "99999999999999999999999999999999999999",
        ])
    func refusesOthers(literal: String) throws {
        #expect(try #require(JSONNumber(literal: literal)).int == nil)
    }

    @Test("a number of a million digits is kept as it is and fits nowhere")
    func keepsHugeNumbers() throws {
        let literal = String(repeating: "9", count: 1_000_000)
        let number = try #require(try JSON(parsing: literal).number)
        #expect(number.literal == literal)
        #expect(number.int == nil)
        #expect(number.double == nil)
    }

    @Test("DynamoDB's 38 digits come out as they went in")
    func keepsDigits() throws {
        let literal = "-1234567890123456789012345678901234567.8"
        #expect(try JSON(parsing: literal).text == literal)
    }

    @Test(
        "text that is no JSON number is refused",
        arguments: ["", " 1", "1 ", "+1", "01", "1.", "0x1", "NaN", "1_0", "١"])
    func refusesText(literal: String) {
        #expect(JSONNumber(literal: literal) == nil)
    }

    @Test(
        "doubles are written as valid JSON that reads back the same, infinities are refused",
        arguments: [
            0, -0.0, 1e300, 0.1, -1.5e-10, 1e16, 123_456_789.125,
        ])
    func writesDoubles(value: Double) throws {
        let number = try #require(JSONNumber(value))
        #expect(try JSON(parsing: number.literal).double == value)
        #expect(JSONNumber(Double.nan) == nil && JSONNumber(-Double.infinity) == nil)
    }
}
