/// The place of an event in its run: the attempt in front, so that a worker that has lost its lease writes nothing over the
/// events of the next, and the events of all attempts are in order.
struct EventSequence: Sendable, Hashable {
    static let perAttempt = 10_000_000

    let attempt: Int
    /// From 1.
    let number: Int

    var value: Int { attempt * Self.perAttempt + number }
}
