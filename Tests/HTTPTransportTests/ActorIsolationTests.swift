import HTTPTransport
import Synchronization
import Testing

/// Swift runs an actor's jobs on the executor of whoever came first, and for task executors it has not always kept others
/// out meanwhile (swiftlang/swift#74658).
@Suite("Actors that tasks of the loop and others share")
struct ActorIsolationTests {
    /// Counts those who come in while somebody is inside.
    private actor Room {
        private let occupants = Atomic(0)
        private var waiting: [Int: UnsafeContinuation<Void, Never>] = [:]
        private var lastNumber = 0
        private(set) var visits = 0
        private(set) var collisions = 0

        func visit() {
            let isCollision = occupants.wrappingAdd(1, ordering: .sequentiallyConsistent).oldValue != 0
            visits += 1
            if isCollision { collisions += 1 }
            occupants.wrappingSubtract(1, ordering: .sequentiallyConsistent)
        }

        /// Goes out and comes back when a task of the loop says so.
        func visit(leavingFor loop: CurlEventLoop) async {
            visit()
            await withUnsafeContinuation { continuation in
                Task.detached(executorPreference: loop) { continuation.resume() }
            }
            visit()
        }

        /// Waits inside, as a client does for an answer, until the task is cancelled.
        func stay(_ loop: CurlEventLoop) async {
            lastNumber += 1
            let number = lastNumber
            await withTaskCancellationHandler {
                await withUnsafeContinuation { continuation in
                    visit()
                    waiting[number] = continuation
                    if Task.isCancelled { leave(number) }
                }
            } onCancel: {
                Task(executorPreference: loop) { await self.leave(number) }
            }
            visit()
        }

        private func leave(_ number: Int) {
            visit()
            waiting.removeValue(forKey: number)?.resume()
        }
    }

    @Test("let one of them in at a time, in 100,000 visits")
    func isolation() async throws {
        let loop = try CurlEventLoop()
        loop.start()
        let (room, rounds) = (Room(), 4_000)
        let work: @Sendable () async -> Void = {
            for round in 0..<rounds {
                switch round % 4 {
                case 0: await room.visit(leavingFor: loop)
                case 1: await Task(executorPreference: loop, priority: .low) { await room.visit() }.value
                case 2: await Task.detached(priority: .high) { await room.visit() }.value
                default:
                    let guest = Task(executorPreference: round.isMultiple(of: 8) ? loop : nil) { await room.stay(loop) }
                    guest.cancel()
                    await guest.value
                }
            }
        }
        await withTaskGroup { group in
            for _ in 0..<8 {
                group.addTask(operation: work)
                group.addTask(executorPreference: loop, operation: work)
            }
        }
        #expect(await room.visits > 100_000)
        #expect(await room.collisions == 0)
    }

    @Test("a loop that only its tasks still hold runs them to their end")
    func lastHolders() async throws {
        let room = Room()
        for _ in 0..<100 {
            let tasks = try {
                let loop = try CurlEventLoop()
                loop.start()
                return (0..<4).map { _ in
                    Task(executorPreference: loop) {
                        for _ in 0..<5 {
                            await Task.yield()
                            await room.visit()
                        }
                    }
                }
            }()
            for task in tasks { await task.value }
        }
        #expect(await room.visits == 100 * 4 * 5)
        #expect(await room.collisions == 0)
    }
}
