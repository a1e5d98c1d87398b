import Synchronization
public import WireFormats

/// A clock that moves when it is told to.
public final class TestClock: Sendable {
    public init() {}

    public static let start = "2026-11-21T08:00:00.000000Z"
    private let time = Mutex(Timestamp(start) ?? Timestamp(seconds: 0))

    public func now() -> Timestamp { time.withLock { $0 } }
    public func advance(_ duration: Duration) { time.withLock { $0 = $0 + duration } }
    public func set(_ text: String) { time.withLock { $0 = Timestamp(text) ?? $0 } }
}
