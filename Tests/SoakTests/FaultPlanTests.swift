import Testing

@testable import soak

@Suite("A plan of faults")
struct FaultPlanTests {
    private static func lines(_ seed: UInt64, _ length: Duration) -> [String] {
        FaultPlan(seed: seed, length: length).faults.map(\.description)
    }

    @Test("is the same for the same seed, and another one for another")
    func seed() {
        #expect(Self.lines(7, .seconds(600)) == Self.lines(7, .seconds(600)))
        #expect(Self.lines(7, .seconds(600)) != Self.lines(8, .seconds(600)))
    }

    @Test("has every kind of fault, however short the run", arguments: 1...20 as ClosedRange<UInt64>)
    func kinds(seed: UInt64) {
        let lines = Self.lines(seed, .seconds(12))
        #expect(lines.contains { $0.contains("kill -9 bootstrap") })
        #expect(lines.contains { $0.contains("kill -9 DynamoDB") })
        #expect(lines.contains { $0.contains("kill -9 Redis") })
        #expect(lines.contains { !$0.contains("kill") })
    }

    @Test("leaves the beginning and the end of the traffic alone")
    func calm() {
        let times = FaultPlan(seed: 3, length: .seconds(100)).faults.map(\.time)
        #expect(times == times.sorted())
        #expect(times.allSatisfy { (.seconds(5) ..< .seconds(95)).contains($0) })
    }
}
