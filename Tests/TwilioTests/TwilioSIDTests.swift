import Testing
import Twilio

@Suite("Twilio's ids")
struct TwilioSIDTests {
    @Test("have their letters and 32 hexadecimal digits")
    func valid() {
        #expect(TwilioSID.isValid("HX" + String(repeating: "aF09", count: 8), prefix: "HX"))
    }

    @Test(
        "are nothing else",
        arguments: [
            "", "HX", "HX" + String(repeating: "a", count: 31), "HX" + String(repeating: "a", count: 33),
            "HX" + String(repeating: "g", count: 32), "hx" + String(repeating: "a", count: 32),
            "AC" + String(repeating: "a", count: 32), "HX" + String(repeating: "a", count: 31) + "é",
        ])
    func invalid(text: String) {
        #expect(!TwilioSID.isValid(text, prefix: "HX"))
    }
}
