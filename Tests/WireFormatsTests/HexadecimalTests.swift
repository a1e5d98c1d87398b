import Testing
import WireFormats

@Suite("Hexadecimal")
struct HexadecimalTests {
    @Test("bytes are two lower-case digits each")
    func writes() {
        #expect(hexadecimal([0x00, 0x0F, 0xA0, 0xFF]) == "000fa0ff")
        #expect(hexadecimal([]) == "")
    }

    @Test("digits are read in either case, and nothing else is one")
    func readsDigits() {
        let digits = (0...255 as ClosedRange<UInt8>).filter { $0.hexDigitValue != nil }
        #expect(digits == Array("0123456789ABCDEFabcdef".utf8))
        #expect("0aF".utf8.map(\.hexDigitValue) == [0, 10, 15])
    }
}
