import Testing
import WireFormats

@testable import WhatsApp

@Suite("MessageID")
struct MessageIDTests {
    @Test(
        "an id tells where its message is",
        arguments: [0, 1, 1_764_000_000_123_456, (1 << 56) - 1] as [Int64], ["00000000", "0a1b2c3d", "ffffffff"])
    func roundTrip(microseconds: Int64, tieBreak: String) {
        let place = MessagePlace(ordinal: 7, time: Timestamp(microseconds: microseconds), tieBreak: tieBreak)
        for random in [[UInt8](repeating: 0, count: 5), [UInt8](repeating: 255, count: 5)] {
            let id = MessageID.make(for: place, random: random)
            #expect(WhatsAppSession.isID(id))
            #expect(MessageID.place(of: id, inSession: 7) == place)
        }
    }

    @Test("an id is a UUID of version 4")
    func form() {
        let place = MessagePlace(ordinal: 1, time: Timestamp(seconds: 1_764_000_000), tieBreak: "0a1b2c3d")
        #expect(MessageID.make(for: place, random: [1, 2, 3, 4, 5]) == "06445941-6240-4001-8203-0a1b2c3d0405")
    }

    @Test("what is no UUID tells nothing", arguments: ["", "m1", "06445655-d2a0-4001-8203-0a1b2c3d04"])
    func other(_ id: String) {
        #expect(MessageID.place(of: id, inSession: 1) == nil)
    }
}
