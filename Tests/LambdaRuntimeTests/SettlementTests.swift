import Testing

@testable import LambdaRuntime

struct SettlementTests {
    @Test("the first offer counts")
    func first() async {
        let settlement = Settlement<Int>()
        #expect(settlement.settle(1))
        #expect(!settlement.settle(2))
        #expect(await settlement.value() == 1)
        #expect(!settlement.settle(3))
    }

    @Test("an offer wakes who waits, and of a hundred at once one counts")
    func race() async {
        for _ in 0..<200 {
            let settlement = Settlement<Int>()
            async let value = settlement.value()
            let winners = await withTaskGroup(of: Int?.self) { group in
                for offer in 0..<100 { group.addTask { settlement.settle(offer) ? offer : nil } }
                return await group.reduce(into: [Int]()) { winners, winner in
                    if let winner { winners.append(winner) }
                }
            }
            #expect(await [value] == winners)
        }
    }
}
