import Synchronization
import WireFormats

/// A clock that runs faster than the wall's, and pauses that are as much shorter: minutes of a run pass in a second of a test,
/// in the same order.
final class ScaledClock: Sendable {
    private let scale: Int
    private let begin = ContinuousClock.now
    private let start = Timestamp("2026-11-21T08:00:00Z") ?? Timestamp(seconds: 0)
    private let slept = Mutex<[Duration]>([])

    init(scale: Int = 20) { self.scale = scale }

    func now() -> Timestamp { start + (ContinuousClock.now - begin) * scale }

    func sleep(_ duration: Duration) async throws {
        slept.withLock { $0.append(duration) }
        try await Task.sleep(for: duration / scale)
    }

    /// Every pause that was asked for.
    var pauses: [Duration] { slept.withLock { $0 } }
}
