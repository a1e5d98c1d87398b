import Synchronization
import WireFormats

/// Each look at it is a second later.
final class RunningClock: Sendable {
    private let seconds = Mutex(0)

    func next() -> Timestamp {
        seconds.withLock { seconds in
            seconds += 1
            return Timestamp(seconds: seconds)
        }
    }
}

/// A clock that a test sets.
final class ManualClock: Sendable {
    private let time = Mutex(Timestamp(seconds: 1_700_000_000))

    var now: Timestamp { time.withLock { $0 } }

    func advance(by duration: Duration) { time.withLock { $0 = $0 + duration } }
}
