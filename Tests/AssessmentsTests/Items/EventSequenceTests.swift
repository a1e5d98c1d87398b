import Testing
import WireFormats

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

    @Test("are read back")
    func value() {
        for sequence in [EventSequence(attempt: 0, number: 0), EventSequence(attempt: 3, number: 9_999_999)] {
            #expect(EventSequence(value: sequence.value) == sequence)
        }
    }

    @Test(
        "follow each other without a gap within an attempt, and from one attempt to the first event of another",
        arguments: [
            ((1, 1), (1, 2), true), ((1, 1), (1, 3), false), ((1, 7), (2, 1), true), ((1, 7), (2, 2), false),
            ((0, 0), (1, 1), true), ((0, 0), (1, 2), false),
        ])
    func follow(first: (Int, Int), second: (Int, Int), isFollowed: Bool) {
        let (first, second) = (
            EventSequence(attempt: first.0, number: first.1), EventSequence(attempt: second.0, number: second.1)
        )
        #expect(first.isFollowed(by: second) == isFollowed)
    }
}
