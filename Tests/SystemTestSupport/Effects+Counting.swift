public import Gateway
import Synchronization
import WireFormats

extension Effects {
    /// The time of `clock`, and random bytes that count, so that whole answers can be compared.
    ///
    /// - Parameter seed: where they begin, so that two systems on one store give different ids.
    public static func counting(_ clock: TestClock, from seed: UInt64 = 0) -> Effects {
        let counter = Mutex(seed)
        return Effects(
            now: { clock.now() },
            randomBytes: { count in
                let value = counter.withLock { value in
                    value += 1
                    return value
                }
                return (0..<count).map { UInt8(truncatingIfNeeded: value >> UInt64(8 * min(7, count - 1 - $0))) }
            })
    }
}
