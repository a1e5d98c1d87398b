import Synchronization
public import WireFormats

/// The time, each reading at least a microsecond after the one before: what one process stores keeps its order.
public final class OrderedClock: Sendable {
    private let clock: @Sendable () -> Timestamp
    private let last = Mutex(Timestamp(microseconds: 0))

    public init(_ clock: @escaping @Sendable () -> Timestamp) { self.clock = clock }

    public func now() -> Timestamp {
        let present = clock()
        return last.withLock { last in
            last = max(present, Timestamp(microseconds: last.microseconds + 1))
            return last
        }
    }
}
