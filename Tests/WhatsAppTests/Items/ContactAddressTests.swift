import AWSServices
import Testing
import WireFormats

@testable import WhatsApp

@Suite("Contact addresses")
struct ContactAddressTests {
    @Test(
        "a number is the same contact however it is written",
        arguments: [
            "+14155550100", "14155550100", "whatsapp:+14155550100", "WhatsApp:+14155550100",
            "whatsapp%3A%2B14155550100",
            "whatsapp%253A%252B14155550100", "%2B1%20415%20555%200100", "+1 (415) 555-0100", "+1.415.555.0100",
            " 14155550100", "whatsapp: 14155550100",
        ])
    func number(_ text: String) throws {
        let address = try #require(ContactAddress(text))
        #expect(address.description == "whatsapp:+14155550100")
        #expect(address.phone == "+14155550100")
        #expect(address.masked == "…0100")
    }

    @Test(
        "somebody without a number has an id",
        arguments: [
            "whatsapp:US.13491208655302741918", "US.13491208655302741918", "whatsapp:US.ENT.11815799212886844830",
        ])
    func scopedID(_ text: String) throws {
        let address = try #require(ContactAddress(text))
        #expect(address.description == "whatsapp:" + address.name)
        #expect(address.phone == nil)
        #expect(address.description.hasSuffix(text.split(separator: ":").last ?? ""))
    }

    @Test(
        "what is neither is refused",
        arguments: [
            "", "+", "whatsapp:", "whatsapp:+", "+0123456789", "0123456789", "+1234567890123456", "+1415555010O", "1",
            "++14155550100",
            "１４１５５５５０１００", "us.1349", "USA.1349", "US.", "US.13 49", "US.OTHER.1", "US.ENT.", "sms:+14155550100",
            "+1415#555",
            "%FF", String(repeating: "1", count: 2000),
        ])
    func refused(_ text: String) {
        #expect(ContactAddress(text) == nil)
    }

    @Test("an id has at most 128 letters and digits")
    func longest() {
        #expect(ContactAddress("US." + String(repeating: "9", count: 128)) != nil)
        #expect(ContactAddress("US." + String(repeating: "9", count: 129)) == nil)
    }

    @Test("what is stored is read back only in the form in which it is stored")
    func stored() throws {
        let address = try #require(ContactAddress("+14155550100"))
        #expect(ContactAddress(address.contactKey) == address)
        #expect(ContactAddress(stored: "+14155550100") == nil)
        #expect(ContactAddress(["pk": "CHAT#alice#a"]) == nil)
    }
}
