internal import Synchronization

/// What other threads hand to the loop: the one place of the event loop with a lock, and the loop takes it only when
/// ``hasItems`` says that it is worth it.
final class LoopInbox: Sendable {
    enum Item: Sendable {
        case job(UnownedJob)
        case action(@Sendable (LoopCore) -> Void)
    }

    private let items = Mutex<[Item]>([])
    private let flag = Atomic(false)

    var hasItems: Bool { flag.load(ordering: .acquiring) }

    /// - Returns: true when the inbox was empty, so the loop may have to be woken.
    func append(_ item: Item) -> Bool {
        items.withLock { items in
            items.append(item)
            guard items.count == 1 else { return false }
            flag.store(true, ordering: .releasing)
            return true
        }
    }

    func takeAll() -> [Item] {
        items.withLock { items in
            flag.store(false, ordering: .releasing)
            let taken = items
            items = []
            return taken
        }
    }
}
