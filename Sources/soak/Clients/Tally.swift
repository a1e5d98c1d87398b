import Synchronization

/// What the clients have met so far, for the lines that a run prints.
final class Tally: Sendable {
    struct Counts: Sendable {
        var acknowledged = 0
        var retried = 0
        var unknown = 0
        var refused = 0
        var planned = 0
    }

    private let state = Mutex(Counts())

    var counts: Counts { state.withLock(\.self) }
    func count(_ member: any WritableKeyPath<Counts, Int> & Sendable) { state.withLock { $0[keyPath: member] += 1 } }
}
