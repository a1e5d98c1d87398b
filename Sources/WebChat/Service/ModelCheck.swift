import Synchronization
import WireFormats

/// Remembers how the model was, so that asking for its health again and again costs nothing.
final class ModelCheck: Sendable {
    private let last = Mutex<(result: String, time: Timestamp)?>(nil)

    /// - Parameter check: gives `ok`, or what is wrong.
    func result(
        lifetime: Duration, at time: Timestamp, _ check: @Sendable () async -> String
    ) async -> String {
        if let last = last.withLock({ $0 }), time - last.time < lifetime { return last.result }
        let result = await check()
        last.withLock { $0 = (result, time) }
        return result
    }
}
