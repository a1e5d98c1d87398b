import Testing
import WireFormats

@Suite("Texts of UUIDs")
struct UUIDTextTests {
    @Test("bytes become a UUID of the wanted version and RFC 9562's variant", arguments: [4, 8] as [UInt8])
    func versioned(version: UInt8) {
        #expect(
            uuid([UInt8](repeating: 0xFF, count: 16), version: version)
                == "ffffffff-ffff-\(version)fff-bfff-ffffffffffff")
        #expect(
            uuid([UInt8](0..<16), version: version) == "00010203-0405-\(version)607-8809-0a0b0c0d0e0f")
    }

    @Test("what is not 16 bytes long is plain hexadecimal text")
    func otherLengths() {
        #expect(uuid([0xAB, 0x01], version: 4) == "ab01")
        #expect(uuid([], version: 4).isEmpty)
    }
}
