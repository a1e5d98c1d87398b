/// The place of an event in its run: the attempt in front, so that a worker that has lost its lease writes nothing over the
/// events of the next, and the events of all attempts are in order.
struct EventSequence: Sendable, Hashable {
    static let perAttempt = 10_000_000

    let attempt: Int
    /// From 1.
    let number: Int

    var value: Int { attempt * Self.perAttempt + number }

    init(attempt: Int, number: Int) {
        self.attempt = attempt
        self.number = number
    }

    init(value: Int) { self.init(attempt: value / Self.perAttempt, number: value % Self.perAttempt) }

    /// True when no event of the same attempt belongs between this one, or the attempt's beginning, and `next`.
    func isFollowed(by next: EventSequence) -> Bool {
        next.number == (next.attempt == attempt ? number + 1 : 1)
    }
}
