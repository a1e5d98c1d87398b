import Testing

@testable import soak

@Suite("Dice of faults")
struct FaultDiceTests {
    @Test("roll the same for the same seed")
    func seed() {
        let (first, second) = (FaultDice(seed: 5, ExchangeFault.allCases), FaultDice(seed: 5, ExchangeFault.allCases))
        let rolls = (0..<2000).map { _ in first.roll() }
        #expect(rolls == (0..<2000).map { _ in second.roll() })
        #expect(first.count == rolls.count { $0 != nil })
        #expect(first.count > 0)
    }

    @Test("have one kind of fault in a storm, and many of it")
    func storm() {
        let dice = FaultDice(seed: 5, ExchangeFault.allCases)
        dice.begin(storm: .cutAnswer)
        let rolls = (0..<300).compactMap { _ in dice.roll() }
        #expect(Set(rolls) == [.cutAnswer])
        #expect(rolls.count > 50)
    }

    @Test("have none once it is over, storm or not")
    func end() {
        let dice = FaultDice(seed: 5, ExchangeFault.allCases)
        dice.begin(storm: .delay)
        dice.end()
        #expect((0..<2000).allSatisfy { _ in dice.roll() == nil })
    }
}
