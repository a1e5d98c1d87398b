import Synchronization
import SystemTestSupport
import Tables
import WireFormats

extension Chat {
    /// A chat whose every call of the store can be counted and made to fail.
    static func watched(indexDelay: Duration = .zero) throws -> (Chat, WatchedTables) {
        let held = Mutex<WatchedTables?>(nil)
        let chat = try Chat(indexDelay: indexDelay) { engine in
            let watched = WatchedTables(engine)
            held.withLock { $0 = watched }
            return watched
        }
        guard let watched = held.withLock({ $0 }) else { throw TableError(.invalid, "not wrapped") }
        return (chat, watched)
    }
}
