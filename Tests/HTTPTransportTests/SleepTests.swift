import HTTPTransport
import Testing

@Suite("CurlEventLoop.sleep")
struct SleepTests {
    @Test("lasts as long as asked for, on the loop and elsewhere", arguments: [true, false])
    func duration(onLoop: Bool) async throws {
        let transport = try Transport()
        let slept = try await Task(executorPreference: onLoop ? transport.loop : nil) {
            let start = ContinuousClock.now
            try await transport.loop.sleep(for: .microseconds(30_500))
            return ContinuousClock.now - start
        }.value
        #expect(slept >= .microseconds(30_500))
    }

    @Test("wakes tasks in the order of their times")
    func order() async throws {
        let transport = try Transport()
        let woken = Shared<[Int]>([])
        try await transport.onLoop { [loop = transport.loop] in
            try await withThrowingTaskGroup { group in
                for time in [30, 10, 50, 20, 40, 0] {
                    group.addTask {
                        try await loop.sleep(for: .milliseconds(time))
                        woken.update { $0.append(time) }
                    }
                }
                try await group.waitForAll()
            }
        }
        #expect(woken.value == [0, 10, 20, 30, 40, 50])
    }

    @Test("ends with the task's cancellation", arguments: [true, false])
    func cancellation(onLoop: Bool) async throws {
        let transport = try Transport()
        let task = Task(executorPreference: onLoop ? transport.loop : nil) {
            try await transport.loop.sleep(for: .seconds(3_600))
        }
        try await Task.sleep(for: .milliseconds(20))
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }

    @Test("does not begin in a cancelled task")
    func cancelledBefore() async throws {
        let transport = try Transport()
        let task = Task(executorPreference: transport.loop) {
            withUnsafeCurrentTask { $0?.cancel() }
            try await transport.loop.sleep(for: .seconds(3_600))
        }
        await #expect(throws: CancellationError.self) { try await task.value }
    }
}
