import Testing

@testable import Assessments

@Suite("Sequences of events")
struct EventSequenceTests {
    @Test("order events by attempt, and by number within it")
    func order() {
        let sequences = [(1, 1), (1, 2), (1, 9_999_999), (2, 1), (5, 1), (40, 3)].map {
            EventSequence(attempt: $0.0, number: $0.1).value
        }
        #expect(sequences == [10_000_001, 10_000_002, 19_999_999, 20_000_001, 50_000_001, 400_000_003])
        #expect(sequences == sequences.sorted())
    }
}
