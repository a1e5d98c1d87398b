import Testing

@testable import HTTPTransport

@Suite("TimerHeap")
struct TimerHeapTests {
    /// Runs `body` with sleepers that wait, and ends them all.
    private func withSleepers(_ count: Int, _ body: ([Sleeper]) -> Void) async {
        let sleepers = (0..<count).map { _ in Sleeper() }
        await withTaskGroup { group in
            let isReady = Shared(0)
            for sleeper in sleepers {
                group.addTask {
                    _ = await withUnsafeContinuation { continuation in
                        _ = sleeper.wait(continuation)
                        isReady.update { $0 += 1 }
                    }
                }
            }
            while isReady.value < count { await Task.yield() }
            body(sleepers)
            for sleeper in sleepers { sleeper.end(inTime: true) }
        }
    }

    @Test("gives sleepers back by time, and those of one time as they came")
    func order() async {
        await withSleepers(200) { sleepers in
            var heap = TimerHeap()
            let start = ContinuousClock.now
            var generator = SystemRandomNumberGenerator()
            let times = sleepers.indices.map { _ in Int.random(in: 0..<20, using: &generator) }
            for (sleeper, time) in zip(sleepers, times) { heap.insert(sleeper, at: start + .seconds(time)) }
            var popped: [Int] = []
            while let sleeper = heap.popFirst(until: start + .seconds(100)) {
                popped.append(sleepers.firstIndex { $0 === sleeper } ?? -1)
            }
            #expect(popped == sleepers.indices.sorted { (times[$0], $0) < (times[$1], $1) })
        }
    }

    @Test("gives back none before its time")
    func time() async {
        await withSleepers(2) { sleepers in
            var heap = TimerHeap()
            let start = ContinuousClock.now
            heap.insert(sleepers[0], at: start + .seconds(2))
            heap.insert(sleepers[1], at: start + .seconds(1))
            #expect(heap.nextDeadline() == start + .seconds(1))
            #expect(heap.popFirst(until: start) == nil)
            #expect(heap.popFirst(until: start + .seconds(1)) === sleepers[1])
            #expect(heap.popFirst(until: start + .seconds(1)) == nil)
        }
    }

    @Test("does not keep what was cancelled")
    func cancelled() async {
        await withSleepers(1_000) { sleepers in
            var heap = TimerHeap()
            let start = ContinuousClock.now
            for (index, sleeper) in sleepers.enumerated() { heap.insert(sleeper, at: start + .seconds(1_000 - index)) }
            for sleeper in sleepers.dropFirst(10) {
                sleeper.end(inTime: false)
                heap.noteCancelled()
            }
            #expect(heap.count < 100)
            #expect(heap.nextDeadline() == start + .seconds(991))
            var left = 0
            while heap.popFirst(until: start + .seconds(2_000)) != nil { left += 1 }
            #expect(left == 10)
        }
    }
}
