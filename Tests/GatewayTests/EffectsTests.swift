import Foundation
import Gateway
import Testing
import WireFormats

@Suite("Effects")
struct EffectsTests {
    @Test("a UUID has version 4, the RFC's variant, and lower case")
    func uuid() {
        let ones = Effects(now: { Timestamp(seconds: 0) }, randomBytes: { [UInt8](repeating: 0xFF, count: $0) })
        #expect(ones.uuid() == "ffffffff-ffff-4fff-bfff-ffffffffffff")
        let zeros = Effects(now: { Timestamp(seconds: 0) }, randomBytes: { [UInt8](repeating: 0, count: $0) })
        #expect(zeros.uuid() == "00000000-0000-4000-8000-000000000000")
        #expect(UUID(uuidString: Effects.system.uuid()) != nil)
    }

    @Test("the system's clock is the machine's, its bytes as many as asked for and never the same")
    func system() {
        let difference = Effects.system.now() - Timestamp(seconds: Int(Date().timeIntervalSince1970))
        #expect(difference > .seconds(-5) && difference < .seconds(5))
        #expect([0, 1, 16, -1].map { Effects.system.randomBytes($0).count } == [0, 1, 16, 0])
        #expect(Effects.system.randomBytes(16) != Effects.system.randomBytes(16))
    }
}
