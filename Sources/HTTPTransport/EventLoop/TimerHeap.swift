/// Sleepers by the time they wake at; those of the same time in the order they came. Confined to the loop's thread.
struct TimerHeap {
    private struct Entry {
        let deadline: ContinuousClock.Instant
        let number: UInt64
        let sleeper: Sleeper

        func isBefore(_ other: Entry) -> Bool {
            deadline == other.deadline ? number < other.number : deadline < other.deadline
        }
    }

    private var entries: [Entry] = []
    private var nextNumber: UInt64 = 0
    /// Entries whose sleeper was cancelled: they stay until they come to the top or become the majority.
    private var staleCount = 0

    var isEmpty: Bool { entries.isEmpty }
    var count: Int { entries.count }

    mutating func insert(_ sleeper: Sleeper, at deadline: ContinuousClock.Instant) {
        entries.append(Entry(deadline: deadline, number: nextNumber, sleeper: sleeper))
        nextNumber += 1
        siftUp(from: entries.count - 1)
    }

    /// Notes that a sleeper which is in the heap waits no more.
    mutating func noteCancelled() {
        staleCount += 1
        guard staleCount > 32, staleCount * 2 > entries.count else { return }
        let waiting = entries.filter(\.sleeper.isWaiting)
        staleCount = 0
        entries = []
        for entry in waiting {
            entries.append(entry)
            siftUp(from: entries.count - 1)
        }
    }

    /// When the first one wakes.
    mutating func nextDeadline() -> ContinuousClock.Instant? {
        while let first = entries.first, !first.sleeper.isWaiting {
            removeFirst()
            staleCount = max(0, staleCount - 1)
        }
        return entries.first?.deadline
    }

    /// Takes out the first one if its time has come.
    mutating func popFirst(until now: ContinuousClock.Instant) -> Sleeper? {
        guard let deadline = nextDeadline(), deadline <= now else { return nil }
        return removeFirst()
    }

    /// Takes out all.
    mutating func removeAll() -> [Sleeper] {
        defer { (entries, staleCount) = ([], 0) }
        return entries.sorted { $0.isBefore($1) }.map(\.sleeper)
    }

    @discardableResult
    private mutating func removeFirst() -> Sleeper {
        entries.swapAt(0, entries.count - 1)
        let entry = entries.removeLast()
        siftDown()
        return entry.sleeper
    }

    private mutating func siftUp(from start: Int) {
        var child = start
        while child > 0 {
            let parent = (child - 1) / 2
            guard entries[child].isBefore(entries[parent]) else { return }
            entries.swapAt(child, parent)
            child = parent
        }
    }

    private mutating func siftDown() {
        var parent = 0
        while true {
            var first = parent
            for child in [2 * parent + 1, 2 * parent + 2]
            where child < entries.count && entries[child].isBefore(entries[first]) {
                first = child
            }
            guard first != parent else { return }
            entries.swapAt(parent, first)
            parent = first
        }
    }
}
