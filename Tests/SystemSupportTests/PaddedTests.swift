import SystemSupport
import Testing
import WireFormats

@Suite("Padded numbers")
struct PaddedTests {
    @Test(
        "have as many digits as wanted, or as they need",
        arguments: [(7, 3, "007"), (1234, 3, "1234"), (0, 1, "0"), (-5, 2, "00")])
    func decimal(number: Int, width: Int, expected: String) {
        #expect(number.padded(to: width) == expected)
    }

    @Test("have digits of another radix, and any width")
    func others() {
        #expect(255.padded(to: 8, radix: 16) == "000000ff")
        #expect(UInt64.max.padded(to: 20) == "18446744073709551615")
    }
}
